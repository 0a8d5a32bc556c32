/** What the free names of an example stand for: Node's modules, what they export, and the things that examples assume to be there. */
import { builtinModules, createRequire } from 'node:module';
import { basename } from 'node:path';

const require = createRequire(import.meta.url);

/** A certificate's names in the documentation; the files are written by files.ts. */
const SERVER_OF: Record<string, string> = {
  http: `$m('http').createServer((request, response) => response.end('answered'))`,
  net: `$m('net').createServer((socket) => socket.end('answered'))`,
  dgram: `$m('dgram').createSocket('udp4')`,
  https: `$m('http').createServer((request, response) => response.end('answered'))`,
  tls: `$m('tls').createServer()`,
  events: `new ($m('events'))()`,
};

const EMITTER = `new ($m('events'))()`;
const RESPONSE = `new ($m('http').ServerResponse)({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} })`;
const REQUEST = `$m('http').request({ host: '127.0.0.1', port: 9 }).on('error', (error) => console.log('request', error.code))`;
const READABLE = `$m('stream').Readable.from(['one ', 'two ', 'three'])`;

/** By name; on some pages a name is something else. */
const STAND_INS: Record<string, string | ((page: string) => string)> = {
  server: (page) => SERVER_OF[page] ?? SERVER_OF.http!,
  socket: (page) => (page === 'dgram' ? SERVER_OF.dgram! : `new ($m('net').Socket)()`),
  emitter: EMITTER,
  myEmitter: EMITTER,
  ee: EMITTER,
  myEE: EMITTER,
  target: 'new EventTarget()',
  request: REQUEST,
  req: REQUEST,
  response: RESPONSE,
  res: RESPONSE,
  rl: `$m('readline').createInterface({ input: process.stdin, output: process.stdout })`,
  readable: READABLE,
  readableStream: READABLE,
  stream: READABLE,
  writable: `new ($m('stream').PassThrough)()`,
  getReadableStreamSomehow: `() => ${READABLE}`,
  getWritableStreamSomehow: `() => $m('fs').createWriteStream('somehow.txt')`,
  writer: `$m('fs').createWriteStream('somehow.txt')`,
  fileHandle: `{ close() {} }`,
  subprocess: `$m('child_process').spawn('ls')`,
  signal: 'new AbortController().signal',
  controller: 'new AbortController()',
  someConditionNotMet: '() => true',
  printUsageToStdout: `() => console.log('usage')`,
  doSomething: '() => {}',
  callback: `(...results) => console.log('callback', results.length)`,
  cb: `(...results) => console.log('callback', results.length)`,
  foo: `() => 'foo'`,
  fn: `() => 'fn'`,
  someFunction: '() => {}',
  myURL: `new URL('https://user:pass@sub.example.org:8080/p/a/t/h?query=string#hash')`,
  buf: `Buffer.from('buffer')`,
  arr: '[1, 2, 3]',
  data: `Buffer.from('data')`,
  message: `'message'`,
  value: `'value'`,
  filename: `'message.txt'`,
  path1: `'message.txt'`,
  port: '0',
  url: `'http://127.0.0.1:9/'`,
};

const MODULES = new Map(
  builtinModules.filter((name) => !/^_|internal|\//.test(name)).map((name) => [name, name]),
);
/** As examples call them. */
for (const [name, module] of Object.entries({
  async_hooks: 'async_hooks',
  childProcess: 'child_process',
  cp: 'child_process',
  EventEmitter: 'events',
  fsPromises: 'fs/promises',
  readlinePromises: 'readline/promises',
  timersPromises: 'timers/promises',
  dnsPromises: 'dns/promises',
  streamPromises: 'stream/promises',
  vm: 'vm',
  diagnostics_channel: 'diagnostics_channel',
  worker: 'worker_threads',
}))
  MODULES.set(name, module);

/** `fs/promises.d.ts` and `fs.promises.md` are of `fs/promises`. */
export const moduleOf = (page: string): string => {
  const short = page.replace(/\.(?:d\.ts|md)$/, '').replace(/\.(?:generated|buffer)$/, '');
  return builtinModules.includes(short) ? short : basename(short);
};

function exportsOf(module: string): Set<string> {
  try {
    return new Set(Object.keys(require(`node:${module}`) as object));
  } catch {
    return new Set();
  }
}

/** On whose pages names are looked for that the page's own module has not. */
const COMMON = [
  'fs',
  'events',
  'stream',
  'util',
  'timers/promises',
  'worker_threads',
  'child_process',
  'crypto',
  'async_hooks',
  'perf_hooks',
  'zlib',
  'http',
  'net',
];

export interface Needed {
  /** On one line, to stand before the example. */
  statements: string;
  /** Those that are there with it. */
  names: Set<string>;
}

/** @param free names that the example uses and nobody declares */
export function needed(page: string, free: string[], format: 'mjs' | 'cjs', code: string): Needed {
  const own = moduleOf(page);
  const statements: string[] = [];
  const names = new Set<string>();
  const modules = new Set<string>();
  const imports = (module: string, what: string): string => {
    if (format === 'cjs')
      return what === '*' ? `require('node:${module}')` : `require('node:${module}').${what}`;
    const local = `$m_${module.replace('/', '_')}`;
    modules.add(module);
    return what === '*' ? `(${local}.default)` : `${local}.${what}`;
  };
  for (const name of free) {
    const module = [own, ...COMMON].find((each) => exportsOf(each).has(name));
    const standIn = STAND_INS[name];
    let text: string | undefined;
    if (MODULES.has(name) && new RegExp(`\\b${name}\\.\\w|new ${name}\\b`).test(code))
      text = imports(MODULES.get(name)!, '*');
    else if (exportsOf(own).has(name)) text = imports(own, name);
    else if (standIn !== undefined)
      text = (typeof standIn === 'string' ? standIn : standIn(own)).replace(
        /\$m\('([\w/]+)'\)/g,
        (_, each: string) => imports(each, '*'),
      );
    else if (module !== undefined) text = imports(module, name);
    if (text === undefined) continue;
    names.add(name);
    statements.push(`var ${name} = ${text};`);
  }
  for (const module of modules)
    statements.unshift(`import * as $m_${module.replace('/', '_')} from 'node:${module}';`);
  return { statements: statements.join(' '), names };
}
