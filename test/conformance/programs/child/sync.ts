// The forms that wait.
import { execFileSync, execSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { run, told } from '../cases.ts';

process.chdir(process.argv[2]!);
fs.writeFileSync('in', 'from a file\n');

const shown = ({ pid, output, error, ...rest }: ReturnType<typeof spawnSync>) => ({
  ...rest,
  pid: typeof pid,
  output: output?.map((each) => each && String(each)),
  stdout: String(rest.stdout),
  stderr: String(rest.stderr),
  ...(error && { error: told(error) }),
});
const failed = (act: () => unknown) => {
  try {
    return act();
  } catch (thrown) {
    const { message, status, signal, stdout, stderr, code } = thrown as ReturnType<typeof spawnSync> &
      NodeJS.ErrnoException;
    return [message, status, signal, code, String(stdout), String(stderr)];
  }
};

await run({
  spawnSync: () => shown(spawnSync('echo', ['a'])),
  'with an exit code': () => shown(spawnSync('sh', ['-c', 'echo x; echo y >&2; exit 3'])),
  'with a descriptor that is not open': () => shown(spawnSync('echo', ['a'], { stdio: ['ignore', 99, 'ignore'] })),
  'with a signal': () => shown(spawnSync('sh', ['-c', 'kill -9 $$'])),
  'with input': () => shown(spawnSync('cat', { input: 'given' })),
  'with bytes as input': () => shown(spawnSync('cat', { input: Buffer.from([65, 66]) })),
  'with much input': () => spawnSync('wc', ['-c'], { input: 'x'.repeat(1_000_000) }).stdout.toString(),
  'with much output': () => spawnSync('head', ['-c', '500000', '/dev/zero']).stdout.length,
  'with more than a message': () =>
    spawnSync('head', ['-c', '10000000', '/dev/zero'], { maxBuffer: Number.POSITIVE_INFINITY }).stdout.length,
  'with an encoding': () => spawnSync('printf', ['ab'], { encoding: 'base64' }).stdout,
  'what is not there': () => shown(spawnSync('omosix-no-such-program', ['x'])),
  'what may not run': () => shown(spawnSync('./in')),
  'in a directory': () => spawnSync('pwd', { cwd: '/', encoding: 'utf8' }).stdout,
  'in no directory': () => shown(spawnSync('pwd', { cwd: 'nowhere' })),
  'in a shell': () => spawnSync('echo $((3 * 4))', { shell: true, encoding: 'utf8' }).stdout,
  'with a timeout': () => shown(spawnSync('sleep', ['20'], { timeout: 40 })),
  'with a timeout and a signal': () => shown(spawnSync('sleep', ['20'], { timeout: 40, killSignal: 'SIGKILL' })),
  'with too much': () => spawnSync('printf', ['0123456789'], { maxBuffer: 4 }).error?.message,
  'with nothing': () => shown(spawnSync('echo', ['a'], { stdio: 'ignore' })),
  'with a file': () => {
    const fd = fs.openSync('in', 'r');
    const { stdout } = spawnSync('cat', { stdio: [fd, 'pipe', 'inherit'] });
    fs.closeSync(fd);
    return String(stdout);
  },
  'with the same output': () => shown(spawnSync('echo', ['straight through'], { stdio: 'inherit' })),
  'with an environment': () => spawnSync('sh', ['-c', 'echo $Q'], { env: { Q: 'z' }, encoding: 'utf8' }).stdout,
  execSync: () => String(execSync('echo a | cat')),
  'execSync with an encoding': () => execSync('echo a', { encoding: 'utf8' }),
  'execSync that fails': () => failed(() => execSync('echo x; exit 5', { stdio: 'pipe' })),
  'execSync of what is not there': () => failed(() => execSync('omosix-no-such-program', { stdio: 'pipe' }).length),
  'execSync with a timeout': () => failed(() => execSync('exec sleep 20', { timeout: 40 })),
  'execSync with input': () => execSync('tr a-z A-Z', { input: 'loud', encoding: 'utf8' }),
  execFileSync: () => String(execFileSync('echo', ['a b'])),
  'execFileSync that fails': () => failed(() => execFileSync('sh', ['-c', 'exit 6'], { stdio: 'pipe' })),
  'execFileSync of what is not there': () => failed(() => execFileSync('omosix-no-such-program')),
  'what it writes to the same file': () => {
    const fd = fs.openSync('log', 'a');
    fs.writeSync(fd, 'one\n');
    spawnSync('echo', ['two'], { stdio: ['ignore', fd, 'ignore'] });
    fs.writeSync(fd, 'three\n');
    fs.closeSync(fd);
    return fs.readFileSync('log', 'utf8');
  },
  'no file': () => (spawnSync as Function)(),
  'input that is none': () => spawnSync('cat', { input: 5 as unknown as string }),
  'a timeout that is none': () => spawnSync('true', { timeout: -1 }),
  'a limit that is none': () => spawnSync('true', { maxBuffer: 'x' as unknown as number }),
  'a signal that is none': () => spawnSync('true', { killSignal: 'SIGNO' as 'SIGINT' }),
});
