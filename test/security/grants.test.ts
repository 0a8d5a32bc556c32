/** A host that lies, under a task whose user has allowed little: each call is judged where it would be done. */
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Judge } from '../../agent/deputy/grants/judge.ts';
import { rules } from '../../agent/deputy/grants/rules.ts';
import { TaskFiles } from '../../agent/deputy/mfs/task-files.ts';
import { onewayContentCalls } from '../../agent/deputy/syscalls/contents.ts';
import type { SyscallContext } from '../../agent/deputy/syscalls/context.ts';
import { execute, table } from '../../agent/deputy/syscalls/execute.ts';
import { onewayCalls } from '../../agent/deputy/syscalls/threads.ts';
import { ClusterTree } from '../../agent/mfs/cluster-tree.ts';
import { ExportTree } from '../../agent/mfs/export/export-tree.ts';
import { Roots } from '../../agent/mfs/export/roots.ts';
import { placeOf } from '../../agent/mfs/places.ts';
import { EMPTY } from '../../protocol/frame.ts';
import type { Grants } from '../../protocol/grants.ts';
import { syscallContext } from '../deputy/syscall-context.ts';

const NONE: Grants = { read: [], write: [], net: [], run: [], env: [] };
const SECRET = 'a secret of its user';

let root: string;
const at = (...names: string[]): string => join(root, ...names);
const told: string[] = [];
/** For the audit log. */
const noted: string[] = [];
const open: SyscallContext[] = [];

beforeAll(() => {
  root = mkdtempSync(join(realpathSync(tmpdir()), 'omosix-grants-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  for (const name of ['in', 'out', 'home', 'state']) {
    rmSync(at(name), { recursive: true, force: true });
    mkdirSync(at(name));
  }
  writeFileSync(at('in/a'), 'a');
  writeFileSync(at('home/secret'), SECRET);
  writeFileSync(at('home/program.ts'), 'a program');
  writeFileSync(at('state/node-key'), SECRET);
  symlinkSync(at('home/secret'), at('in/link'));
  symlinkSync('../home', at('in/up'));
  symlinkSync(at('home/new'), at('out/dangling'));
  told.length = 0;
  noted.length = 0;
});
afterEach(() => {
  for (const { descriptors } of open.splice(0))
    for (const [number, { fd }] of descriptors.list()) if (number > 2) closeSync(fd);
});

/** Another node's files are those below `home`. */
function contextOf(grants: Partial<Grants>): SyscallContext {
  const judge = new Judge({
    grants: { ...NONE, ...grants },
    loaded: [at('home/program.ts')],
    hidden: [at('state')],
    tell: (line) => told.push(line),
    note: (of, resource) => noted.push(`${of} ${resource}`),
  });
  const tree = new ExportTree(() => new Roots([{ path: at('home'), mode: 'rw' }], []));
  const mfs = placeOf({ '1': () => ({ tree, shift: 1 }), '2': () => ({ tree, shift: 2 }) });
  const access = { home: 1, connect: async () => new ClusterTree(placeOf({ mfs: () => mfs }), 0) };
  const context = { ...syscallContext(), judge, files: new TaskFiles(access, judge.tree) };
  open.push(context);
  return context;
}

const call = (context: SyscallContext, name: string, args: unknown[], tail = EMPTY) =>
  execute({ k: 'call', seq: 1, seen: 0, mode: 'sync', name, args }, tail, context);

/** What comes of it: its error's code, or that it was done. */
async function ends(context: SyscallContext, name: string, args: unknown[], tail = EMPTY): Promise<string> {
  return (await call(context, name, args, tail)).error?.code ?? 'done';
}

const DENIED = 'ERR_ACCESS_DENIED';
const writing = { mode: 0o666, flag: 'w', flush: false };
const copying = {
  dereference: true,
  errorOnExist: false,
  force: true,
  mode: 0,
  preserveTimestamps: false,
  recursive: true,
  verbatimSymlinks: false,
};
const listing = { recursive: false, withFileTypes: false, raw: false };

test('there is a rule for each call that a deputy answers, and for no other', () => {
  // Written and read by the deputy itself, on streams that are the task's own.
  const own = ['stdio.write'];
  const answered = [...table.keys(), ...Object.keys(onewayCalls), ...Object.keys(onewayContentCalls), ...own];
  expect(Object.keys(rules).sort()).toEqual([...new Set(answered)].sort());
});

describe('files', () => {
  const within = () => ({ read: [at('in')], write: [at('out')] });

  test('what is allowed is as ever, with the system’s own errors', async () => {
    const context = contextOf(within());
    expect(Buffer.from((await call(context, 'fs.readFile', [at('in/a'), 'r'])).bytes!).toString()).toBe('a');
    expect(await ends(context, 'fs.stat', [at('in/none')])).toBe('ENOENT');
    expect(await ends(context, 'fs.readdir', [at('in'), listing])).toBe('done');
    expect(await ends(context, 'fs.writeFile', [at('out/b'), writing], Buffer.from('b'))).toBe('done');
    expect(readFileSync(at('out/b'), 'utf8')).toBe('b');
    expect(await ends(context, 'fs.copyFile', [at('in/a'), at('out/c'), 0])).toBe('done');
    expect(await ends(context, 'fs.unlink', [at('out/c')])).toBe('done');
    expect(await ends(context, 'fs.readFile', [at('home/program.ts'), 'r'])).toBe('done');
    const opened = await call(context, 'fs.open', [at('out/d'), 'w', 0o640]);
    expect(await ends(context, 'fs.write', [opened.value, null], Buffer.from('d'))).toBe('done');
    expect(await ends(context, 'fs.close', [opened.value])).toBe('done');
    expect(readFileSync(at('out/d'), 'utf8')).toBe('d');
    expect(told).toEqual([]);
  });

  const lies: [string, string, (() => unknown)[]][] = [
    ['a file beside', 'fs.readFile', [() => at('home/secret'), () => 'r']],
    ['by a link', 'fs.readFile', [() => at('in/link'), () => 'r']],
    ['by a link to a directory', 'fs.open', [() => at('in/up/secret'), () => 'r', () => null]],
    ['by ..', 'fs.readFile', [() => at('in/../home/secret'), () => 'r']],
    ['by .. of a link', 'fs.stat', [() => `${at('in/up')}/../home/secret`]],
    ['by bytes', 'fs.stat', [() => ({ base64: Buffer.from(at('home/secret')).toString('base64') })]],
    ['by a descriptor’s name', 'fs.readFile', [() => '/proc/self/fd/../environ', () => 'r']],
    ['by a root’s name', 'fs.readFile', [() => `/proc/self/root${at('home/secret')}`, () => 'r']],
    ['by its name in the cluster', 'fs.readFile', [() => `/mfs/home${at('home/secret')}`, () => 'r']],
    ['by another’s name in the cluster', 'fs.readFile', [() => `/mfs/1${at('home/secret')}`, () => 'r']],
    ['of another node', 'fs.readFile', [() => `/mfs/2${at('home/secret')}`, () => 'r']],
    ['of where it executes', 'fs.readFile', [() => `/mfs/here${at('home/secret')}`, () => 'r']],
    [
      'by /mfs in a longer way',
      'fs.readFile',
      [() => `${at('in')}/../../../../mfs/2${at('home/secret')}`, () => 'r'],
    ],
    ['that reads and empties', 'fs.readFile', [() => at('in/a'), () => 'w+']],
    ['that is read and made', 'fs.open', [() => at('in/made'), () => 0o100, () => null]],
    ['that is read and emptied', 'fs.open', [() => at('in/a'), () => 0o1000, () => null]],
    ['with both ways at once', 'fs.open', [() => at('in/a'), () => 3, () => null]],
    [
      'an entry of a directory',
      'fs.ahead',
      [() => `${at('home')}/`, () => ['secret'], () => ['fs.readFile']],
    ],
    ['where there is nothing', 'fs.stat', [() => at('home/none/nothing')]],
    ['a list', 'fs.readdir', [() => at('in/up'), () => ({ ...listing, recursive: true })]],
    ['a tree', 'fs.cpList', [() => at('home'), () => at('out/home'), () => ({ dereference: false })]],
    ['a copy', 'fs.copyFile', [() => at('in/link'), () => at('out/copy'), () => 0]],
    ['a copy of a tree', 'fs.cp', [() => at('in/up'), () => at('out/copy'), () => copying]],
    ['another name', 'fs.rename', [() => at('home/secret'), () => at('out/copy')]],
    ['a second name', 'fs.link', [() => at('home/secret'), () => at('out/copy')]],
    ['a second name of what may be read', 'fs.link', [() => at('in/a'), () => at('out/copy')]],
    ['a link', 'fs.symlink', [() => at('home/secret'), () => at('out/copy')]],
    ['a watch', 'fs.watch', [() => at('home'), () => ({ recursive: true })]],
    ['a watched file', 'fs.watchFile', [() => at('home/secret'), () => ({ intervalMs: 10 })]],
    ['a new file through a dangling link', 'fs.writeFile', [() => at('out/dangling'), () => writing]],
    ['a new file through a link', 'fs.open', [() => at('in/up/new'), () => 'w', () => null]],
    ['a change of what may be read', 'fs.chmod', [() => at('in/a'), () => 0o777]],
    ['an end', 'fs.rm', [() => at('home'), () => ({ recursive: true, force: true })]],
    ['an end by ..', 'fs.rm', [() => at('out/..'), () => ({ recursive: true, force: true })]],
    ['its standard input for writing', 'fs.open', [() => '/dev/stdin', () => 'r+', () => null]],
    ['its standard output for reading', 'fs.readFile', [() => '/dev/fd/1', () => 'r']],
    ['a device', 'fs.open', [() => '/dev/mem', () => 'r', () => null]],
    ['the agent’s key', 'fs.readFile', [() => at('state/node-key'), () => 'r']],
    ['a directory to be in', 'process.chdir', [() => at('home')]],
    ['a program of a thread', 'thread.start', [() => thread(at('home/secret'))]],
    ['a socket of somebody', 'net.connect', [() => 1, () => ({ path: at('home/socket') })]],
    ['a socket without a file', 'net.connect', [() => 1, () => ({ path: '\0somebody' })]],
  ];
  const thread = (file: string) => ({
    file,
    ...{ isModule: false, dataBytes: 0, sourceBytes: 0, argv: [], execArgv: [], env: {}, name: '' },
    ...{ memoryMb: null, stdin: false, stdout: false, stderr: false, ports: [] },
  });

  test.each(lies)('%s is refused (%s)', async (_what, name, args) => {
    const context = contextOf(within());
    const { error, bytes } = await call(
      context,
      name,
      args.map((arg) => arg()),
    );
    expect(error?.code).toBe(DENIED);
    expect(error).toHaveProperty('permission');
    expect(error).toHaveProperty('resource');
    expect(bytes).toBeUndefined();
    expect(told).toHaveLength(1);
    expect(readFileSync(at('home/secret'), 'utf8')).toBe(SECRET);
    expect(readFileSync(at('in/a'), 'utf8')).toBe('a');
    for (const name of ['home/new', 'out/copy', 'in/made']) expect(existsSync(at(name))).toBe(false);
  });

  test('a descriptor does not do what its file may not have done', async () => {
    const context = contextOf(within());
    const { value } = await call(context, 'fs.open', [at('in/a'), 'r', null]);
    expect(await ends(context, 'fs.fstat', [value])).toBe('done');
    expect(await ends(context, 'fs.fchmod', [value, 0o777])).toBe(DENIED);
    expect(await ends(context, 'fs.futimes', [value, 1, 1])).toBe(DENIED);
    expect(await ends(context, 'fs.fchown', [value, 1, 1])).toBe(DENIED);
    // Which the system refuses.
    expect(await ends(context, 'fs.ftruncate', [value, 0])).toBe('EINVAL');
    // Of the deputy's own there is none.
    const own = openSync(at('home/secret'), 'r');
    expect(await ends(context, 'fs.read', [own, 10, null])).toBe('EBADF');
    closeSync(own);
  });

  test('all files are all but the agent’s own', async () => {
    const context = contextOf({ read: true, write: true });
    expect(await ends(context, 'fs.readFile', [at('home/secret'), 'r'])).toBe('done');
    expect(await ends(context, 'fs.symlink', [at('home/secret'), at('out/link')])).toBe('done');
    symlinkSync(at('state'), at('out/state'));
    expect(await ends(context, 'fs.readFile', [at('out/state/node-key'), 'r'])).toBe(DENIED);
    expect(await ends(context, 'net.connect', [1, { path: at('state/agent.sock') }])).toBe(DENIED);
  });

  test('other nodes’ files by their names, and what they link to', async () => {
    symlinkSync('secret', at('home/link'));
    const names = ['program.ts', 'link'].map((name) => `/mfs/2${at('home', name)}`);
    const context = contextOf({ read: names });
    expect(await ends(context, 'fs.readFile', [names[0], 'r'])).toBe('done');
    expect(await ends(context, 'fs.readFile', [`/mfs/1${at('home/program.ts')}`, 'r'])).toBe(DENIED);
    expect(await ends(context, 'fs.readFile', [names[1], 'r'])).toBe(DENIED);
    expect(await ends(context, 'fs.lstat', [names[1]])).toBe('done');
    expect(await ends(context, 'fs.readFile', [`${names[0]}/../secret`, 'r'])).toBe(DENIED);
    expect(await ends(context, 'fs.writeFile', [names[0], writing])).toBe(DENIED);
  });

  const exchanged: [string, string, unknown[]][] = [
    ['fs.readFile', 'in/x', ['r']],
    ['fs.open', 'in/x', ['r', null]],
    ['fs.stat', 'in/x', []],
    ['fs.writeFile', 'out/x', [writing]],
    ['fs.truncate', 'out/x', [0]],
    ['fs.chmod', 'out/x', [0o777]],
    ['fs.rm', 'out/x/secret', [{ recursive: true, force: false }]],
    ['fs.mkdir', 'out/x/new', [{ recursive: true, mode: 0o777 }]],
  ];
  test.each(exchanged)(
    'nobody who exchanges names between judging and doing leads it out (%s)',
    async (...one) => {
      const [name, path, more] = one;
      const context = contextOf(within());
      const { judge } = context;
      const exchange = at(path.slice(0, path.indexOf('x') + 1));
      writeFileSync(exchange, 'x');
      const check = judge!.check.bind(judge);
      judge!.check = (...args) => {
        const judged = check(...args);
        rmSync(exchange);
        symlinkSync(path.length > 5 ? at('home') : at('home/secret'), exchange);
        return judged;
      };
      const { error, bytes } = await call(context, name, [at(path), ...more]);
      expect(error?.code).toMatch(/^(?:ENOENT|EACCES|ENOTDIR)$/);
      expect(bytes).toBeUndefined();
      expect(readFileSync(at('home/secret'), 'utf8')).toBe(SECRET);
      expect(existsSync(at('home/new'))).toBe(false);
    },
  );
});

describe('the network', () => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as { port: number }).port;
  });
  afterAll(() => server.close());
  const to = (address: string, at = port) => [{ addresses: [{ address, family: 4 }], port: at }];

  test('addresses, names and ports', async () => {
    const context = contextOf({ net: [`127.0.0.1:${port}`, '[::1]:80', 'LocalHost:9'] });
    expect(await ends(context, 'net.connect', [1, ...to('127.0.0.1')])).toBe('done');
    expect(await ends(context, 'net.connect', [2, ...to('127.0.0.1', port + 1)])).toBe(DENIED);
    expect(await ends(context, 'net.connect', [3, ...to('127.0.0.2')])).toBe(DENIED);
    expect(await ends(context, 'net.connect', [4, ...to('0x7f.1')])).toBe(DENIED);
    expect(await ends(context, 'net.connect', [5, ...to('::ffff:127.0.0.1')])).toBe(DENIED);
    expect(await ends(context, 'net.connect', [6, {}])).toBe(DENIED);
    const both = [...to('127.0.0.1')[0]!.addresses, { address: '127.0.0.3', family: 4 }];
    expect(await ends(context, 'net.connect', [7, { addresses: both, port }])).toBe(DENIED);
    expect(await ends(context, 'net.connect', [8, ...to('0:0:0:0:0:0:0:1', 80)])).not.toBe(DENIED);
    expect(await ends(context, 'net.connect', [9, ...to('127.0.0.1', 9)])).toBe('ECONNREFUSED');
    await call(context, 'net.close', [1, true]);
  });

  test('servers and datagrams', async () => {
    const context = contextOf({ net: ['localhost'] });
    expect(await ends(context, 'net.listen', [1, { port: 0 }])).toBe(DENIED);
    expect(await ends(context, 'net.listen', [2, { port: 0, host: '::' }])).toBe(DENIED);
    expect(await ends(context, 'net.listen', [3, { port: 0, host: '127.0.0.1' }])).toBe('done');
    expect(await ends(context, 'net.listen', [4, { path: at('out/socket') }])).toBe(DENIED);
    expect(await ends(context, 'udp.open', [5, { type: 'udp4' }])).toBe('done');
    expect(await ends(context, 'udp.bind', [5, {}])).toBe('done');
    expect(await ends(context, 'udp.send', [5, 9, '192.0.2.1'])).toBe(DENIED);
    expect(await ends(context, 'udp.connect', [5, 9, '192.0.2.1'])).toBe(DENIED);
    expect(await ends(context, 'udp.send', [5, port, '127.0.0.1'], Buffer.from('x'))).toBe('done');
    await call(context, 'net.close', [3, false]);
    await call(context, 'udp.close', [5]);
    const none = contextOf({});
    expect(await ends(none, 'udp.open', [1, { type: 'udp4' }])).toBe('done');
    expect(await ends(none, 'udp.bind', [1, { port: 0 }])).toBe(DENIED);
    await call(none, 'udp.close', [1]);
  });

  test('names tell nobody else anything, and servers that the program names neither', async () => {
    const context = contextOf({ net: ['localhost'] });
    expect(await ends(context, 'dns.ask', ['lookup', ['secret.example', {}], null])).toBe(DENIED);
    expect(await ends(context, 'dns.ask', ['resolveTxt', ['secret.example'], null])).toBe(DENIED);
    expect(await ends(context, 'dns.ask', ['resolve4', ['localhost'], ['192.0.2.1:53']])).toBe(DENIED);
    expect(await ends(context, 'dns.ask', ['lookup', ['localhost', { all: true }], null])).toBe('done');
    expect(await ends(context, 'dns.ask', ['getServers', [], null])).toBe('done');
  });
});

describe('programs', () => {
  const request = (file: string, more: object = {}) => ({
    file,
    args: [file],
    cwd: null,
    env: [`PATH=${process.env.PATH}`],
    stdio: ['ignore', 'ignore', 'ignore'],
    serialization: 'json',
    detached: false,
    uid: null,
    gid: null,
    ...more,
  });
  const run = (file: string, more: object = {}) => [
    { ...request(file, more), timeoutMs: null, maxBufferBytes: null, killSignal: 15 },
    [],
  ];
  const sh = realpathSync('/bin/sh');

  test('the file counts, not what it is called', async () => {
    const context = contextOf({ run: [sh], write: [at('out')] });
    writeFileSync(at('out/sh'), `#!/bin/sh\ntouch ${at('home/new')}\n`);
    chmodSync(at('out/sh'), 0o755);
    expect((await call(context, 'child.run', run('sh'))).value).toMatchObject({ code: 0 });
    expect((await call(context, 'child.run', run('/bin/sh'))).value).toMatchObject({ code: 0 });
    expect(await ends(context, 'child.run', run('sh', { env: [`PATH=${at('out')}`] }))).toBe(DENIED);
    expect(await ends(context, 'child.run', run('./sh', { cwd: at('out') }))).toBe(DENIED);
    expect(await ends(context, 'child.spawn', [request(at('out/sh'))])).toBe(DENIED);
    expect(await ends(context, 'child.spawn', [request('true')])).toBe(DENIED);
    expect(await ends(context, 'child.spawn', [request('no-such-program')])).toBe(DENIED);
    const preloaded = run('sh', { env: [`PATH=${process.env.PATH}`, `LD_PRELOAD=${at('out/sh')}`] });
    expect(await ends(context, 'child.run', preloaded)).toBe(DENIED);
    expect(existsSync(at('home/new'))).toBe(false);
  });

  test('none but its own process', async () => {
    const context = contextOf({ run: [sh] });
    expect(await ends(context, 'process.kill', [process.pid, 0])).toBe('done');
    for (const pid of [process.ppid, 1, 0, -1, -process.pid])
      expect(await ends(context, 'process.kill', [pid, 0])).toBe(DENIED);
    expect(await ends(context, 'os.setPriority', [process.ppid, 19])).toBe(DENIED);
  });
});

test('its user is told once of each kind, in one line', async () => {
  const context = contextOf({});
  const name = `/\u001b[2J\n${'x'.repeat(10_000)}`;
  await call(context, 'fs.readFile', [name, 'r']);
  await call(context, 'fs.readFile', ['/etc/passwd', 'r']);
  await call(context, 'fs.unlink', ['/etc/passwd']);
  expect(told).toHaveLength(2);
  expect(told[0]).toMatch(
    /^refused to its program: read \/\?\[2J\?x+ \(--allow-read says what it may read\)$/,
  );
  expect(told[0]!.length).toBeLessThan(300);
  expect(told[1]).toBe('refused to its program: write /etc/passwd (--allow-write says what it may write)');
});

test('for the audit log each thing once, and not without end', async () => {
  const context = contextOf({});
  for (let i = 0; i < 3; i++) await call(context, 'fs.readFile', ['/etc/passwd', 'r']);
  expect(noted.slice(0, 1)).toEqual(['read /etc/passwd']);
  for (let i = 0; i < 200; i++) await call(context, 'fs.readFile', [`/etc/${i}`, 'r']);
  expect(noted).toHaveLength(64);
});
