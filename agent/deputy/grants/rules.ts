import fs from 'node:fs';
import type { ChildRequest } from '../../../protocol/children.ts';
import type { Granted } from '../../../protocol/grants.ts';
import type { SyscallName, SyscallTable } from '../../../protocol/syscalls.ts';
import { flagsOf } from '../mfs/remote-file.ts';

export type GrantedPath = string | Buffer;

/** What a call needs. `isItself`: the last name is meant, and not what it links to. */
export type Need =
  | { of: 'read' | 'write'; path: GrantedPath; isItself?: boolean }
  /** Changes what a descriptor is of, though that may be open for reading alone. */
  | { of: 'write'; fd: number }
  /** A standard stream by its name is the task's own, as it was opened. */
  | { of: 'read' | 'write'; stream: GrantedPath }
  /** `port` null: whatever it is. */
  | { of: 'net'; host: string; port: number | null }
  /** Some of the network, whatever it is. */
  | { of: 'net'; some: true }
  | { of: 'run'; request: Pick<ChildRequest, 'file' | 'cwd' | 'env'> }
  /** Processes that are not the task's own. */
  | { of: 'run'; pid: number }
  /** Not a part of it, all. */
  | { of: Granted; all: string };

/** Arguments as their schemas leave them. */
type Judged<Args> = { [At in keyof Args]: At extends keyof [] ? Args[At] : JudgedOne<Args[At]> };
type JudgedOne<Arg> = Arg extends { base64: string } ? Buffer : Arg;

type Rule<Name extends SyscallName> = (...args: Judged<SyscallTable[Name]['args']>) => Need[];

/** Only about what the task has already: its streams, what was opened for it, its own threads and programs. */
const own = (): Need[] => [];

const { O_CREAT, O_TRUNC, O_APPEND } = fs.constants;
const ACCESS = 3;
const [READS, WRITES] = [
  [0, 2, 3],
  [1, 2, 3],
] as const;

function opening(path: GrantedPath, flags: string | number): Need[] {
  const bits = flagsOf(flags);
  const access = bits & ACCESS;
  const needs: Need[] = [];
  if ((READS as readonly number[]).includes(access)) needs.push({ of: 'read', stream: path });
  if ((WRITES as readonly number[]).includes(access) || (bits & (O_CREAT | O_TRUNC | O_APPEND)) !== 0)
    needs.push({ of: 'write', stream: path });
  return needs;
}

const reads = (path: GrantedPath): Need[] => [{ of: 'read', path }];
const readsItself = (path: GrantedPath): Need[] => [{ of: 'read', path, isItself: true }];
const writes = (path: GrantedPath): Need[] => [{ of: 'write', path }];
const writesItself = (path: GrantedPath): Need[] => [{ of: 'write', path, isItself: true }];
const changes = (fd: number): Need[] => [{ of: 'write', fd }];
const copies = (from: GrantedPath, to: GrantedPath): Need[] => [...reads(from), ...writes(to)];
const starts = (request: Pick<ChildRequest, 'file' | 'cwd' | 'env'>): Need[] => [{ of: 'run', request }];

/** Of all addresses of this machine, as a socket that is bound to none. */
const ANY = '0.0.0.0';
const HERE = 'localhost';

/**
 * What each syscall needs, argument for argument. A call that is not here does not compile: nothing reaches home unjudged.
 * A socket by its path needs both, as the file that it is.
 */
export const rules: { readonly [Name in SyscallName]: Rule<Name> } = {
  'fs.open': (path, flags) => opening(path, flags),
  'fs.close': own,
  'fs.read': own,
  'fs.seek': own,
  'fs.write': own,
  'fs.readFile': (path, flags) => opening(path, flags),
  'fs.ahead': (prefix) => reads(prefix === '' ? '.' : prefix),
  'fs.writeFile': (file, { flag }) => (typeof file === 'number' ? [] : opening(file, flag)),
  'fs.stat': (path) => [{ of: 'read', stream: path }],
  'fs.lstat': readsItself,
  'fs.fstat': own,
  'fs.statfs': reads,
  'fs.access': (path) => [{ of: 'read', stream: path }],
  'fs.readdir': reads,
  'fs.opendir': reads,
  'fs.mkdir': writesItself,
  'fs.mkdtemp': (prefix) => writesItself(named(prefix, 'XXXXXX')),
  'fs.rmdir': writesItself,
  'fs.rm': writesItself,
  'fs.unlink': writesItself,
  'fs.rename': (from, to) => [...readsItself(from), ...writesItself(from), ...writesItself(to)],
  'fs.copyFile': copies,
  'fs.cp': copies,
  'fs.cpList': reads,
  'fs.link': (existing, path) => [...readsItself(existing), ...writesItself(existing), ...writesItself(path)],
  // Others of its user's programs would follow it.
  'fs.symlink': (_target, path) => [
    { of: 'read', all: String(path) },
    { of: 'write', all: String(path) },
  ],
  'fs.readlink': readsItself,
  'fs.realpath': reads,
  'fs.chmod': writes,
  'fs.fchmod': changes,
  'fs.chown': writes,
  'fs.lchown': writesItself,
  'fs.fchown': changes,
  'fs.utimes': writes,
  'fs.lutimes': writesItself,
  'fs.futimes': changes,
  'fs.truncate': writes,
  'fs.ftruncate': own,
  'fs.fsync': own,
  'fs.fdatasync': own,
  'fs.watch': reads,
  'fs.watchFile': reads,
  'fs.watched': own,
  'fs.unwatch': own,

  'stdio.write': own,
  'stdin.read': own,
  'tty.setRawMode': own,
  'tty.isatty': own,

  'process.exit': own,
  'process.kill': (pid) => [{ of: 'run', pid }],
  'process.watchSignal': own,
  'process.chdir': reads,
  'process.umask': own,
  'process.getgroups': own,
  'os.setPriority': (pid) => [{ of: 'run', pid: pid || process.pid }],
  'os.get': own,

  // What it imports is judged when it is compiled (threads.ts).
  'thread.start': ({ file }) => (file === null ? [] : reads(file)),
  'thread.given': own,
  'thread.terminate': own,
  'thread.input': own,
  'thread.failed': own,
  'port.pair': own,
  'port.broadcast': own,
  'port.post': own,
  'port.start': own,
  'port.close': own,
  'port.take': own,

  'net.connect': (_id, { path, port = 0, addresses }) =>
    path === undefined
      ? (addresses?.length ? addresses.map(({ address }) => address) : [HERE]).map((host) => ({
          of: 'net',
          host,
          port,
        }))
      : socketAt(path),
  'net.read': own,
  'net.write': own,
  'net.end': own,
  'net.close': own,
  'net.set': own,
  'net.secure': own,
  'net.listen': (_id, { path, host = ANY, port = 0 }) =>
    path === undefined ? [{ of: 'net', host, port }] : socketAt(path),
  'net.accept': own,

  'udp.open': own,
  // A socket that only sends is bound so, too.
  'udp.bind': (_id, { address = ANY, port = 0 }) =>
    port === 0 ? [{ of: 'net', some: true }] : [{ of: 'net', host: address, port }],
  'udp.connect': (_id, port, address) => [{ of: 'net', host: address ?? HERE, port }],
  'udp.send': (_id, port, address) => (port === null ? [] : [{ of: 'net', host: address ?? HERE, port }]),
  'udp.receive': own,
  'udp.call': own,
  'udp.close': own,

  'dns.ask': (name, [asked], servers) => [
    ...(name === 'getServers' ? [] : [{ of: 'net' as const, host: String(asked), port: null }]),
    ...(servers ?? []).map((server): Need => ({ of: 'net', ...serverOf(server) })),
  ],

  'child.spawn': starts,
  'child.read': own,
  'child.write': own,
  'child.end': own,
  'child.wait': own,
  'child.kill': own,
  'child.input': own,
  'child.run': starts,
  'child.rest': own,
};

/** One in no file system is a name of the network. */
function socketAt(path: string): Need[] {
  if (path.startsWith('\0')) return [{ of: 'net', all: path.replace('\0', '@') }];
  return [...reads(path), ...writes(path)];
}

const DNS_PORT = 53;

/** As `setServers` takes them: `1.1.1.1`, `1.1.1.1:53`, `[::1]:53`. */
function serverOf(server: string): { host: string; port: number } {
  const [, host, port] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(server) ?? [];
  const isBare = server.split(':').length > 2 && !server.startsWith('[');
  return isBare ? { host: server, port: DNS_PORT } : { host: host!, port: Number(port ?? DNS_PORT) };
}

const named = (prefix: GrantedPath, more: string): GrantedPath =>
  typeof prefix === 'string' ? prefix + more : Buffer.concat([prefix, Buffer.from(more)]);
