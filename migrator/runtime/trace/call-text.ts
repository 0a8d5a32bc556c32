import type { SourcePlace } from './positions.ts';

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
/** Before a regular expression; elsewhere a slash divides. */
const BEFORE_REGEXP = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\breturn|\btypeof)\s*$/;

/** Where a string, a template, a comment or a regular expression that begins there ends; the same place where none does. */
function skipped(code: string, at: number): number {
  const rest = code.slice(at);
  const comment = /^(?:\/\/[^\n]*|\/\*[\s\S]*?\*\/)/.exec(rest);
  if (comment) return at + comment[0].length;
  const text = /^(?:'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|`(?:[^`\\]|\\[\s\S])*`)/.exec(rest);
  if (text) return at + text[0].length;
  const regexp = /^\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/.exec(rest);
  return regexp && BEFORE_REGEXP.test(code.slice(Math.max(0, at - 20), at)) ? at + regexp[0].length : at;
}

/** Behind the bracket that closes the one at `open`; undefined where none does. */
function closed(code: string, open: number): number | undefined {
  const open_: string[] = [];
  for (let at = open; at < code.length; ) {
    const next = skipped(code, at);
    if (next > at) {
      at = next;
      continue;
    }
    const char = code[at]!;
    if (char in CLOSING) open_.push(CLOSING[char]!);
    else if (char === open_.at(-1)) open_.pop();
    at++;
    if (open_.length === 0) return at;
  }
  return undefined;
}

/** The call that stands at a place, from what is called to its last bracket; further lines lose what the first one is indented by. */
export function callTextAt(place: SourcePlace | undefined): string | undefined {
  if (!place) return undefined;
  const lineStart = place.fileText.split('\n', place.line - 1).join('\n').length + (place.line > 1 ? 1 : 0);
  const called = /[\w$.]*$/.exec(place.text.slice(0, place.column))![0].length;
  const start = lineStart + place.column - called;
  const open = place.fileText.indexOf('(', lineStart + place.column);
  const end = open < 0 ? undefined : closed(place.fileText, open);
  if (end === undefined) return undefined;
  const [first, ...others] = place.fileText.slice(start, end).split('\n');
  const indent = new RegExp(`^[ \\t]{0,${place.column - called}}`);
  return [first, ...others.map((line) => `  ${line.replace(indent, '')}`)].join('\n');
}
