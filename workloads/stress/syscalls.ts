// One call of the system after the other, each looked at: what is right is 'ok', what is not is told.
// Usage: syscalls.ts

import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { connect, createServer } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const directory = fs.mkdtempSync(join(tmpdir(), 'syscalls-'));
const path = (name: string): string => join(directory, name);
let wrong = 0;

async function check(name: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  let told: string;
  try {
    told = (await holds()) ? 'ok' : 'WRONG';
  } catch (error) {
    told = `WRONG: ${(error as Error).message}`;
  }
  if (told !== 'ok') wrong++;
  console.log(`${name}: ${told}`);
}

/** The code with which it fails. */
function failure(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

await check('open write close', () => {
  const descriptor = fs.openSync(path('file'), 'wx', 0o640);
  const written = fs.writeSync(descriptor, 'one two three');
  fs.closeSync(descriptor);
  return written === 13;
});
await check('open exclusively', () => failure(() => fs.openSync(path('file'), 'wx')) === 'EEXIST');
await check('read at a position', () => {
  const descriptor = fs.openSync(path('file'), 'r');
  const bytes = Buffer.alloc(3);
  const count = fs.readSync(descriptor, bytes, 0, 3, 4);
  fs.closeSync(descriptor);
  return count === 3 && String(bytes) === 'two';
});
await check('append', () => {
  fs.appendFileSync(path('file'), '!');
  return fs.readFileSync(path('file'), 'utf8') === 'one two three!';
});
await check('stat', () => {
  const stat = fs.statSync(path('file'));
  return stat.isFile() && stat.size === 14 && (stat.mode & 0o777) === 0o640 && stat.nlink === 1;
});
await check('truncate', () => {
  fs.truncateSync(path('file'), 3);
  return fs.readFileSync(path('file'), 'utf8') === 'one';
});
await check('chmod access', () => {
  fs.chmodSync(path('file'), 0o600);
  fs.accessSync(path('file'), fs.constants.R_OK | fs.constants.W_OK);
  return (fs.statSync(path('file')).mode & 0o777) === 0o600;
});
await check('utimes', () => {
  fs.utimesSync(path('file'), 1000, 2000.5);
  const { atimeMs, mtimeMs } = fs.statSync(path('file'));
  return atimeMs === 1_000_000 && mtimeMs === 2_000_500;
});
await check('link unlink', () => {
  fs.linkSync(path('file'), path('second'));
  const links = fs.statSync(path('file')).nlink;
  fs.unlinkSync(path('second'));
  return links === 2 && !fs.existsSync(path('second'));
});
await check('symlink readlink lstat realpath', () => {
  fs.symlinkSync('file', path('link'));
  const isLink = fs.lstatSync(path('link')).isSymbolicLink();
  return (
    isLink &&
    fs.readlinkSync(path('link')) === 'file' &&
    fs.realpathSync(path('link')) === fs.realpathSync(path('file'))
  );
});
await check('mkdir rename readdir rmdir', () => {
  fs.mkdirSync(path('a/b/c'), { recursive: true });
  fs.renameSync(path('a/b'), path('a/d'));
  const names = fs.readdirSync(path('a'), { recursive: true }) as string[];
  const refused = failure(() => fs.rmdirSync(path('a')));
  fs.rmdirSync(path('a/d/c'));
  return names.sort().join() === 'd,d/c' && refused === 'ENOTEMPTY';
});
await check('what is not there', () => failure(() => fs.readFileSync(path('nothing'))) === 'ENOENT');
await check('a directory is no file', () => failure(() => fs.readFileSync(directory)) === 'EISDIR');
await check('a file is no directory', () => failure(() => fs.readdirSync(path('file'))) === 'ENOTDIR');
await check('fsync ftruncate', () => {
  const descriptor = fs.openSync(path('file'), 'r+');
  fs.ftruncateSync(descriptor, 1);
  fs.fsyncSync(descriptor);
  fs.closeSync(descriptor);
  return fs.statSync(path('file')).size === 1 && failure(() => fs.fstatSync(descriptor)) === 'EBADF';
});
await check('watch', async () => {
  const watcher = fs.watch(directory);
  const change = once(watcher, 'change');
  fs.writeFileSync(path('watched'), '');
  const [, name] = await change;
  watcher.close();
  return name === 'watched';
});
await check('streams', async () => {
  const output = fs.createWriteStream(path('stream'));
  for (let i = 0; i < 1000; i++) output.write(`${i}\n`);
  output.end();
  await once(output, 'finish');
  let lines = 0;
  for await (const chunk of fs.createReadStream(path('stream'), 'utf8'))
    lines += chunk.split('\n').length - 1;
  return lines === 1000;
});
await check('umask chdir cwd', () => {
  const before = process.umask(0o077);
  fs.writeFileSync(path('masked'), '');
  process.umask(before);
  process.chdir(directory);
  return (fs.statSync('masked').mode & 0o777) === 0o600 && process.cwd() === fs.realpathSync(directory);
});
await check('exec', () => execFileSync('sh', ['-c', 'echo $((6 * 7))'], { encoding: 'utf8' }) === '42\n');
await check('spawn with input', () => {
  const { stdout, status } = spawnSync('sh', ['-c', 'read x; echo "<$x>"; exit 3'], {
    input: 'hello\n',
    encoding: 'utf8',
  });
  return stdout === '<hello>\n' && status === 3;
});
await check('kill', () => {
  const { signal } = spawnSync('sh', ['-c', 'kill -TERM $$; sleep 5']);
  return signal === 'SIGTERM' && process.kill(process.pid, 0);
});
await check('signal handler', async () => {
  const handled = once(process, 'SIGUSR2');
  process.kill(process.pid, 'SIGUSR2');
  // A handler by itself keeps no program alive.
  const patience = setTimeout(() => {}, 10_000);
  const [signal] = await handled;
  clearTimeout(patience);
  return signal === 'SIGUSR2';
});
await check('listen connect accept', async () => {
  const server = createServer((socket) => socket.end('from the server'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
  let said = '';
  for await (const chunk of socket) said += chunk;
  server.close();
  return said === 'from the server';
});
await check('connect where nobody listens', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  const [error] = await once(
    connect(port, '127.0.0.1').on('connect', () => {}),
    'error',
  ).catch((e) => [e]);
  return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
});
await check(
  'uid gid user host',
  () => userInfo().uid === process.getuid!() && process.getgid!() >= 0 && hostname() !== '',
);
await check('clocks', async () => {
  const [wall, monotonic] = [Date.now(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, 20));
  return Date.now() >= wall + 15 && performance.now() >= monotonic + 15;
});
process.chdir('/');
fs.rmSync(directory, { recursive: true });
await check('rm', () => !fs.existsSync(directory));
console.log(wrong === 0 ? 'all is right' : `${wrong} wrong`);
