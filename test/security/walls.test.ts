/** What stands around a host besides Node's permission model, each way by itself: here the program in it is node without that model. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { arch, platform } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confinement } from '../../agent/confine/confined.ts';
import { syscallFilter } from '../../agent/confine/filter.ts';
import { type Way, waysOf } from '../../agent/confine/ways.ts';
import { HostProcess } from '../../agent/guests/host-process.ts';
import { conditionOf } from '../../agent/guests/usage.ts';
import { HOST_FILTER_FD } from '../../protocol/descriptors.ts';
import { HostWorld } from '../host/support/world.ts';
import { isAlive } from '../support/processes.ts';
import { until } from '../support/until.ts';

const report = process.report.getReport() as unknown as { sharedObjects: string[] };
const libraries = report.sharedObjects.filter((file) => /^\/.*\.so(?:\.[\d.]+)?$/.test(file));
const ways =
  platform() === 'linux' ? waysOf({ node: process.execPath, libraries, architecture: arch() }) : [];

let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as { port: number }).port;
});
afterAll(() => {
  server.close();
  // Where nothing hides the files.
  rmSync('/tmp/omosix-must-not-be', { force: true });
});

const program = (): string => `
const fs = require('node:fs'), net = require('node:net'), child = require('node:child_process');
const said = {};
const tries = (name, act) => { try { said[name] = String(act()); } catch (error) { said[name] = error.code; } };
const started = (file, args) => () => { const { error, status } = child.spawnSync(file, args); if (error) throw error; return status; };
tries('reads', () => fs.readFileSync('/etc/passwd').length > 0);
tries('writes', () => fs.writeFileSync('/tmp/omosix-must-not-be', ''));
tries('lists', () => fs.readdirSync('/').includes('home'));
tries('others', () => fs.readdirSync('/proc').includes('${process.pid}'));
tries('signals', () => process.kill(${process.pid}, 0));
tries('shell', started('/bin/sh', ['-c', 'true']));
tries('itself again', started(process.execPath, ['--version']));
const status = fs.readFileSync('/proc/self/status', 'utf8');
for (const name of ['NoNewPrivs', 'Seccomp', 'CapEff', 'CapBnd']) said[name] = new RegExp(name + ':\\\\s*(\\\\w+)').exec(status)[1];
said.limits = /core file size\\s+(\\S+)/.exec(fs.readFileSync('/proc/self/limits', 'utf8'))[1];
new (require('node:worker_threads').Worker)('', { eval: true }).on('exit', (code) => {
  said.thread = code;
  net.connect(${port}, '127.0.0.1', () => over('connected')).on('error', (error) => over(error.code));
});
function over(how) { said.socket = how; fs.writeSync(1, JSON.stringify(said)); process.exit(); }
`;

async function run({
  prefix,
  filter,
}: Way): Promise<{ said: Record<string, unknown> | null; errors: string }> {
  const [file = '', ...args] = [...prefix, process.execPath, '-e', program()];
  const stdio = ['ignore', 'pipe', 'pipe', 'ignore', 'ignore', 'ignore', 'ignore', 'pipe'] as const;
  const child = spawn(file, args, { env: {}, cwd: '/', stdio: [...stdio] });
  const filterPipe = (child.stdio as unknown as Writable[])[HOST_FILTER_FD]!;
  filterPipe.on('error', () => {}).end(filter ?? undefined);
  let [text, errors] = ['', ''];
  (child.stdout as Readable).on('data', (part) => (text += part));
  (child.stderr as Readable).on('data', (part) => (errors += part));
  await once(child, 'close');
  return { said: text === '' ? null : (JSON.parse(text) as Record<string, unknown>), errors };
}

const named = ways.map(
  (way) =>
    [
      way.prefix
        .filter((word) => !/\.so|^\//.test(word))
        .join(' ')
        .slice(0, 60),
      way,
    ] as const,
);

describe.each(named)('%s', (_name, way) => {
  test('what it promises holds against a program that nothing else holds', async ({ skip }) => {
    const { said, errors } = await run(way);
    if (said === null) return skip(`not on this machine: ${errors.trim().split('\n')[0]}`);
    const has = (wall: Way['walls'][number]): boolean => way.walls.includes(wall);
    expect(said.thread).toBe(0);
    if (has('no network')) expect(said.socket).toMatch(/^(?:ENETUNREACH|ECONNREFUSED|EPERM)$/);
    if (has('no other processes')) expect(said.signals).toBe('ESRCH');
    if (has('no files of the system'))
      expect(said).toMatchObject({ reads: 'ENOENT', writes: 'ENOENT', lists: 'false', others: 'false' });
    if (has('no files of the system')) expect(said.shell).toMatch(/^(?:ENOENT|EPERM)$/);
    if (has('a user of its own without rights'))
      expect(said).toMatchObject({ CapEff: '0000000000000000', CapBnd: '0000000000000000' });
    if (has('no new rights')) expect(said).toMatchObject({ NoNewPrivs: '1', CapBnd: '0000000000000000' });
    if (has('a filter of system calls'))
      expect(said).toMatchObject({ Seccomp: '2', socket: 'EPERM', 'itself again': 'EPERM' });
    if (has('limits (no core files, few descriptors)')) expect(said.limits).toBe('0');
  });
});

test('the filter is one that the kernel takes', () => {
  for (const machine of ['x64', 'arm64']) {
    const filter = syscallFilter(machine)!;
    expect(filter.length % 8).toBe(0);
    const view = new DataView(filter.buffer);
    const count = filter.length / 8;
    for (let i = 0; i < count; i++) {
      const code = view.getUint16(i * 8, true);
      // Jumps lead forward, and not past the end, which returns.
      if (code !== 0x20 && code !== 0x06)
        for (const at of [2, 3]) expect(i + 1 + view.getUint8(i * 8 + at)).toBeLessThan(count);
    }
    expect(view.getUint16((count - 1) * 8, true)).toBe(0x06);
  }
  expect(syscallFilter('mips')).toBeNull();
});

describe('a host behind the best of them', () => {
  const world = new HostWorld();
  beforeAll(() => world.build());
  afterAll(() => world.remove());

  async function started(): Promise<{ host: HostProcess; ended: Promise<string> }> {
    const { way } = await confinement();
    const script = readFileSync(world.file('host.cjs'));
    const host = new HostProcess(script, way, { locale: {}, memoryMb: null, addons: null });
    let ready = (): void => {};
    const isReady = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const ended = new Promise<string>((resolve) => {
      host.listen({ message: ({ op }) => op === 'ready' && ready(), records() {}, bulk() {}, exit: resolve });
    });
    await isReady;
    return { host, ended };
  }

  test('ends at whatever moment of its start it is killed', async () => {
    const { way } = await confinement();
    const script = readFileSync(world.file('host.cjs'));
    const ends = Array.from({ length: 12 }, async (_, n) => {
      const host = new HostProcess(script, way, { locale: {}, memoryMb: null, addons: null });
      const end = new Promise<string>((exit) => {
        host.listen({ message() {}, records() {}, bulk() {}, exit });
      });
      for (let turn = 0; turn < n * n; turn++) await new Promise((next) => setImmediate(next));
      host.kill();
      return end;
    });
    for (const end of ends) expect(await end).toContain('killed by SIGKILL');
  });

  test('is the process that is stopped, measured and killed', async () => {
    const { host, ended } = await started();
    expect(readFileSync(`/proc/${host.pid}/cmdline`, 'latin1')).toContain('--expose-internals');
    host.signal('SIGSTOP');
    await until(() => conditionOf(host.pid).isStopped);
    host.signal('SIGCONT');
    await until(() => !conditionOf(host.pid).isStopped);
    expect(host.usage().residentBytes).toBeGreaterThan(10 * 1024 * 1024);
    host.kill();
    expect(await ended).toBe('its host process was killed by SIGKILL');
    await until(() => !isAlive(host.pid));
  });
});
