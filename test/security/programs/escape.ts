// A program that wants out: each attempt prints how it ended. It prints no names of what differs between machines.
import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import inspector from 'node:inspector';
import { createRequire } from 'node:module';
import threads from 'node:worker_threads';

const anyOf = (value: unknown): any => value;
const require = createRequire('/');

function attempt(name: string, act: () => unknown): void {
  try {
    act();
    console.log(`${name}: DONE`);
  } catch (error) {
    console.log(`${name}: ${anyOf(error).code ?? anyOf(error).name}`);
  }
}

/** Other programs are children of its deputy's. */
function startsAtHome({ spawnSync }: Pick<typeof childProcess, 'spawnSync'>): boolean {
  return String(spawnSync('sh', ['-c', 'echo $PPID']).stdout).trim() === String(process.pid);
}
console.log(`a program starts at home: ${startsAtHome(childProcess)}`);
attempt('a socket of its host', () => require('http2').connect('http://127.0.0.1'));
attempt('a server of its host', () => require('http2').createServer());
// Named, it would be compiled with the program, over sockets at home.
attempt('fetch of its host', () => anyOf(globalThis)[['fe', 'tch'].join('')]('http://127.0.0.1/'));
attempt('thread', () => new threads.Worker('', { eval: true }));
attempt('inspector', () => inspector.open(0));
attempt('engine', () => anyOf(crypto).setEngine('/tmp/engine.so'));
attempt('process.binding', () => anyOf(process).binding('tcp_wrap'));
attempt('process.dlopen', () => process.dlopen({}, '/lib/libc.so'));
attempt('addon by require', () => require('/tmp/addon.node'));
attempt('file by require', () => require('/etc/passwd'));
attempt('global require', () => {
  if (typeof anyOf(globalThis).require === 'undefined') throw new ReferenceError();
});
// The module of the program's own, whose calls go home.
attempt('process.getBuiltinModule', () => {
  if (anyOf(process).getBuiltinModule('fs') !== require('fs')) return;
  throw new ReferenceError();
});
attempt('process.mainModule', () => anyOf(process).mainModule.require('fs'));
attempt('constructor of process', () => {
  if (anyOf(process).constructor.constructor('return this')().process !== process) return;
  throw new ReferenceError();
});
attempt('import in new code', () => {
  // biome-ignore lint/security/noGlobalEval: that is the attempt
  (0, eval)("import('node:net')").then(
    () => console.log('import in new code: DONE, later'),
    (error: any) => console.log(`import in new code, later: ${error.code}`),
  );
});

// Node's own objects, as they pass through functions that a program can replace.
const caught: any[] = [];
for (const name of ['getOwnPropertyNames', 'getOwnPropertyDescriptors', 'getOwnPropertyDescriptor', 'assign', 'keys', 'entries'] as const) {
  const real = anyOf(Object)[name];
  anyOf(Object)[name] = (...args: unknown[]) => {
    caught.push(args[0]);
    return real(...args);
  };
}
for (const name of ['cluster', 'http2', 'tls', 'repl', 'vm', 'worker_threads', 'child_process', 'net'])
  try {
    anyOf(require(name));
  } catch {}
for (const one of caught) {
  const { Worker, spawnSync, exec } = Object(one);
  if (Worker) attempt('a thread of a caught module', () => new Worker('', { eval: true }));
  if (exec && spawnSync) attempt('a process of a caught module', () => spawnSync('true'));
}
console.log(`it sees ${Object.getOwnPropertyNames(process.env).length > 0 ? 'its own environment' : 'nothing'}`);
console.log(readFileSync(process.argv[2]!, 'utf8').trim());
