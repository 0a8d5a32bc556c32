/** Globals of Node's that are compiled with the program, if it names them. */
import { fileURLToPath } from 'node:url';
import { type Node, walk } from '../compile/ast.ts';
import type { SourceModule } from '../compile/link/modules.ts';
import { ModuleScope } from '../compile/link/scope.ts';
import { isOurs } from './guest-modules.ts';

/** By the module that puts them there. */
const GLOBALS: Record<string, string> = {
  streams:
    'ByteLengthQueuingStrategy CompressionStream CountQueuingStrategy DecompressionStream ReadableByteStreamController ReadableStream ' +
    'ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader TextDecoderStream ' +
    'TextEncoderStream TransformStream TransformStreamDefaultController WritableStream WritableStreamDefaultController WritableStreamDefaultWriter',
  blob: 'Blob File',
  channels: 'BroadcastChannel MessageChannel MessageEvent MessagePort',
  fetch: 'FormData Headers Request Response fetch',
  websocket: 'WebSocket',
  'close-event': 'CloseEvent',
  'event-source': 'EventSource',
};
/** Those that Node has in some versions, or if it is told so (`NODE_OPTIONS`); this process has what the program's node would have. */
const NOT_EVERYWHERE = new Set(['websocket', 'close-event', 'event-source']);
/** Helpers of streams, on standard input: it is made without the library of streams, which has them. */
const STDIN_HELPERS =
  /\bstdin(?:\s*\??\.\s*(?:setEncoding|resume|pause|on|once)\s*\([^()]*\))*\s*\??\.\s*(?:asIndexedPairs|compose|drop|every|filter|find|flatMap|forEach|map|reduce|some|take|toArray|wrap)\s*\(/;
const STREAM = fileURLToPath(new URL('../guest/stream.mjs', import.meta.url));

/** Streams of the web of a FileHandle. */
const FILE_STREAMS = /\breadableWebStream\b/;
const FS_WEB = fileURLToPath(new URL('../guest/fs-web.mjs', import.meta.url));

/** What a part adds to other globals, which no variable is named for. */
const ALSO: Record<string, RegExp> = { blob: /\.\s*(?:create|revoke)ObjectURL\b/ };
const PARTS = Object.entries(GLOBALS).map(([part, names]) => ({
  isThere: () => !NOT_EVERYWHERE.has(part) || names in globalThis,
  names: new Set(names.split(' ')),
  text: new RegExp(`\\b(?:${names.replaceAll(' ', '|')})\\b`),
  also: ALSO[part],
  path: fileURLToPath(new URL(`../guest/web/globals/${part}.mjs`, import.meta.url)),
}));
const GLOBAL_OBJECT = new Set(['globalThis', 'global', 'self', 'window']);

/** `console.Console`, which is a class of ours where a program makes one. */
const CONSOLE_CLASS = /\bconsole\s*\??\.\s*Console\b/;
const CONSOLE = fileURLToPath(new URL('../guest/console.mjs', import.meta.url));

/** The modules that must run first. */
export function globalsOf(modules: readonly SourceModule[]): string[] {
  const theirs = modules.filter(({ ast, path }) => ast && !isOurs(path));
  const first = theirs.some(({ code }) => CONSOLE_CLASS.test(code)) ? [CONSOLE] : [];
  if (theirs.some(({ code }) => STDIN_HELPERS.test(code))) first.push(STREAM);
  if (theirs.some(({ code }) => FILE_STREAMS.test(code))) first.push(FS_WEB);
  return first.concat(partsOf(theirs));
}

function partsOf(theirs: readonly SourceModule[]): string[] {
  return PARTS.filter(({ isThere }) => isThere())
    .filter(({ names, text, also }) =>
      theirs.some(
        (module) => also?.test(module.code) || (text.test(module.code) && namesOne(module.ast!, names)),
      ),
    )
    .map(({ path }) => path);
}

/** As a variable that the module does not declare, or as a property where it speaks of the global object at all. */
function namesOne(ast: Node, names: ReadonlySet<string>): boolean {
  const { free } = new ModuleScope(ast);
  for (const name of free.keys()) if (names.has(name)) return true;
  if (![...GLOBAL_OBJECT].some((name) => free.has(name))) return false;
  let isNamed = false;
  walk(ast, (n) => {
    if (n.type === 'MemberExpression') isNamed ||= names.has(n.property.name ?? n.property.value);
    else if (n.type === 'Property') isNamed ||= names.has(n.key.name ?? n.key.value);
    return !isNamed;
  });
  return isNamed;
}
