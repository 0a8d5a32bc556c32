import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Duplex, Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOST_SCRIPT_FD, hostArguments } from '../../migrator/host/bootstrap.ts';
import { HOST_CHANNEL_FD } from '../../protocol/descriptors.ts';
import { encodeFrame, FrameDecoder, FrameType } from '../../protocol/frame.ts';
import { HostWorld } from './support/world.ts';

const world = new HostWorld();
beforeAll(() => world.build());
afterAll(() => world.remove());

function start(script: string): { child: ChildProcess; channel: Duplex; exit: Promise<unknown[]> } {
  const args = hostArguments({ nodeMajor: Number.parseInt(process.versions.node, 10), memoryMb: null });
  const child = spawn(process.execPath, args, {
    env: {},
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  (child.stdio as unknown as Writable[])[HOST_SCRIPT_FD]!.end(script);
  return { child, channel: child.stdio[HOST_CHANNEL_FD] as Duplex, exit: once(child, 'exit') };
}

test('a host process can open no file, start no process, load no native code', async () => {
  const { channel, exit } = start(`
    const { writeSync, readFileSync, writeFileSync } = require('node:fs');
    const tries = {
      read: () => readFileSync('/etc/passwd'),
      write: () => writeFileSync('/tmp/omosix-must-not-be', ''),
      spawn: () => require('node:child_process').spawnSync('true').error && (() => { throw Object.assign(new Error(), { code: 'ERR_ACCESS_DENIED' }) })(),
      exec: () => require('node:child_process').execSync('true'),
      dlopen: () => process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libc.so.6'),
      inspect: () => require('node:inspector').open(0),
      require: () => require('/etc/passwd'),
    };
    const out = {};
    for (const [name, attempt] of Object.entries(tries)) {
      try { attempt(); out[name] = 'allowed'; } catch (error) { out[name] = error.code; }
    }
    out.env = Object.keys(process.env).length;
    out.warnings = 'none';
    writeSync(${HOST_CHANNEL_FD}, JSON.stringify(out));
  `);
  let text = '';
  channel.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  await exit;
  const { env, warnings, ...attempts } = JSON.parse(text) as Record<string, unknown>;
  expect(env).toBe(0);
  expect(warnings).toBe('none');
  expect(attempts).toEqual({
    read: 'ERR_ACCESS_DENIED',
    write: 'ERR_ACCESS_DENIED',
    spawn: 'ERR_ACCESS_DENIED',
    exec: 'ERR_ACCESS_DENIED',
    dlopen: expect.stringMatching(/ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED/),
    inspect: 'ERR_ACCESS_DENIED',
    require: 'ERR_ACCESS_DENIED',
  });
});

test('a guest finds no way to what its host has', async () => {
  const program = `
import fs from 'node:fs';
const names = ['require', 'module', '__filename', 'fs', 'child_process', 'worker_threads'];
console.log(names.map((name) => typeof (globalThis as any)[name]).join());
const it = process as any;
console.log(typeof it.mainModule, it.getBuiltinModule?.('fs') === fs || it.getBuiltinModule === undefined);
for (const escape of [() => it.binding('fs'), () => it.dlopen({}, 'x'), () => it._tickCallback()]) {
  try { escape(); console.log('open'); } catch (error: any) { console.log(error.code); }
}
const outer = new Function('return typeof require + typeof process.binding')();
console.log(outer);
`;
  const { stdout } = await (await world.start(program)).ended;
  expect(stdout).toBe(
    'undefined,undefined,undefined,undefined,undefined,undefined\nundefined true\nERR_OMOSIX_UNSUPPORTED\nERR_DLOPEN_FAILED\nERR_OMOSIX_UNSUPPORTED\nundefinedfunction\n',
  );
});

const script = () => readFileSync(world.file('host.cjs'), 'utf8');

/** A host that runs `code` as its program. */
async function running(code: string): Promise<ReturnType<typeof start>> {
  const host = start(script());
  const decoder = new FrameDecoder();
  const seen: string[] = [];
  let wake = () => {};
  host.channel.on('data', (chunk: Uint8Array) => {
    for (const { type, head } of decoder.push(chunk)) {
      const { op, k } = head as { op?: string; k?: string };
      seen.push(type === FrameType.RECORD ? k! : op!);
    }
    wake();
  });
  host.channel.on('error', () => {});
  const until = async (op: string) => {
    while (!seen.includes(op))
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  const stream = { isTTY: false, columns: null, rows: null, colorDepth: 1 };
  const image = {
    version: 1,
    entry: '/p.ts',
    code,
    factories: '',

    factoryBodies: [],
    functions: [],
    classes: [],
    trees: [],
    sources: [],
    codeMap: [],
    factoriesMap: [],
    modules: [],
    notes: [],
  };
  await until('ready');
  const spec = {
    task: '1:1',
    program: 'x',
    file: '/p.ts',
    execPath: '',
    argv: [],
    env: {},
    cwd: '/',
    pid: 1,
    ppid: 1,
    uid: 0,
    gid: 0,
    umask: 18,
    hostname: 'h',
    stdin: stream,
    stdout: stream,
    stderr: stream,
    startedAtMs: 0,
    seed: [1, 2, 3, 4],
    memoryMb: null,
  };
  host.channel.write(encodeFrame(FrameType.CONTROL, { op: 'prepare', spec, toRestore: false }));
  host.channel.write(
    encodeFrame(FrameType.BULK, { what: 'program', last: true }, Buffer.from(JSON.stringify(image))),
  );
  await until('prepared');
  host.channel.write(encodeFrame(FrameType.CONTROL, { op: 'start' }));
  host.channel.write(encodeFrame(FrameType.CONTROL, { op: 'activate', inc: 1, node: 1, clockOffsetMs: 0 }));
  await until('attach');
  return host;
}

test.each([
  ['waits', 'setTimeout(() => {}, 1e6)'],
  ['computes', 'for (;;);'],
])('a host whose agent is gone ends, though its task %s', async (_what, body) => {
  const host = await running(
    `$link({ main() { ${body} }, functions: {}, classes: {}, get: () => [], set() {} });`,
  );
  for (const end of host.child.stdio) (end as Readable | null)?.destroy();
  await host.exit;
});
