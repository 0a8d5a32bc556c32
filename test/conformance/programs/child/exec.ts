// `exec` and `execFile`, with callbacks and promises.
import * as child from 'node:child_process';
import { inspect, promisify } from 'node:util';
import { run, told } from '../cases.ts';

process.chdir(process.argv[2]!);
const { exec, execFile } = child;
const [execAsync, execFileAsync] = [promisify(exec), promisify(execFile)];

interface Failed extends Error {
  code?: unknown;
  killed?: unknown;
  signal?: unknown;
  cmd?: unknown;
}
const failed = (error: Failed | null) =>
  error && [error.name, error.message.slice(0, 80), error.code, error.killed, error.signal, error.cmd];
const called = (start: (done: (...values: unknown[]) => void) => unknown) =>
  new Promise((resolve) =>
    start((error, out, err) => resolve([failed(error as Failed | null), out, err])),
  );
const rejected = (promise: Promise<unknown>) =>
  promise.catch((error) => [failed(error), error.stdout, error.stderr]);

await run({
  exec: () => called((done) => exec('echo out; echo err >&2', done)),
  'exec that fails': () => called((done) => exec('echo some; echo why >&2; exit 4', done)),
  'exec of what is not there': () =>
    called((done) => exec('omosix-no-such-program 2>/dev/null', done)),
  'exec with an encoding': () => called((done) => exec('printf ab', { encoding: 'hex' }, done)),
  'exec of bytes': () => called((done) => exec('printf ab', { encoding: 'buffer' }, done)),
  'exec with no encoding': () => called((done) => exec('printf ab', { encoding: null }, done)),
  'exec in a directory': () => called((done) => exec('pwd', { cwd: '/' }, done)),
  'exec with an environment': () => called((done) => exec('echo $X', { env: { X: 'y' } }, done)),
  'exec killed': () => called((done) => exec('kill -15 $$', done)),
  'exec with a timeout': () => called((done) => exec('exec sleep 20', { timeout: 30 }, done)),
  'exec with too much': () =>
    called((done) => exec('printf 0123456789', { maxBuffer: 4 }, done)),
  'exec with too much to say': () =>
    called((done) => exec('printf 0123456789 >&2', { maxBuffer: 4 }, done)),
  'exec without a callback': () =>
    new Promise((done) => exec('echo a').on('close', (...values) => done(values))),
  execFile: () => called((done) => execFile('echo', ['a', 'b'], done)),
  'execFile alone': () => called((done) => execFile('true', done)),
  'execFile with options': () => called((done) => execFile('pwd', { cwd: '/' }, done)),
  'execFile that fails': () => called((done) => execFile('sh', ['-c', 'exit 2'], done)),
  'execFile of what is not there': () => called((done) => execFile('omosix-no-such-program', done)),
  'execFile in a shell': () => called((done) => execFile('echo $((2 * 3))', { shell: true }, done)),
  'execFile with input': () =>
    called((done) => {
      execFile('cat', done).stdin!.end('given');
    }),
  'execFile aborted': () =>
    called((done) => execFile('sleep', ['20'], { signal: AbortSignal.abort() }, done)),
  'exec, promised': () => execAsync('echo out; echo err >&2'),
  'exec, promised, that fails': () => rejected(execAsync('echo some; exit 3')),
  'execFile, promised': () => execFileAsync('printf', ['x']),
  'execFile, promised, of what is not there': () => rejected(execFileAsync('omosix-no-such-program')),
  'the child of a promise': async () => {
    const promise = execAsync('exit 0');
    const { spawnfile } = (promise as unknown as { child: child.ChildProcess }).child;
    await promise;
    return spawnfile;
  },
  'many at a time': async () => {
    const all = await Promise.all(Array.from({ length: 8 }, (_, i) => execAsync(`echo ${i}`)));
    return all.map(({ stdout }) => stdout.trim()).join(' ');
  },
  'no command': () => (exec as Function)(),
  'a callback that is none': () => (execFile as Function)('true', [], {}, 3),
  'a limit that is none': () => exec('true', { maxBuffer: -1 }),
  'a timeout that is none': () => exec('true', { timeout: 'x' as unknown as number }),
  names: () => Object.keys(child).sort().join(' ').replace(/_forkChild |module\.exports /g, ''),
  'a failed promise in full': () =>
    execFileAsync('sh', ['-c', 'exit 9']).catch((error) => inspect({ ...error }) + told(error)),
});
