// How children are ended: kill, timeout, abort; and wrong arguments.
import { type ChildProcess, spawn } from 'node:child_process';
import { run, told } from '../cases.ts';

process.chdir(process.argv[2]!);

const sleeping = (options = {}) => spawn('sleep', ['30'], options);
const end = (child: ChildProcess) =>
  new Promise<string[]>((done) => {
    const seen: string[] = [];
    child.on('error', (error) => seen.push(told(error)));
    child.on('exit', (...values) => seen.push(`exit ${values}`));
    child.on('close', (...values) => done([...seen, `close ${values}`, `killed ${child.killed}`]));
  });
const thrown = (...args: unknown[]) => spawn(...(args as [string, string[]]));

await run({
  kill: () => {
    const child = sleeping();
    const killed = child.kill();
    return end(child).then((seen) => [killed, ...seen, child.kill()]);
  },
  'kill by name': () => {
    const child = sleeping();
    child.kill('SIGKILL');
    return end(child);
  },
  'kill by number': () => {
    const child = sleeping();
    child.kill(2);
    return end(child);
  },
  'kill with 0': () => {
    const child = sleeping();
    const alive = child.kill(0);
    child.kill();
    return end(child).then((seen) => [alive, ...seen]);
  },
  'kill with no signal': () => {
    const child = sleeping();
    try {
      return child.kill('SIGNONE' as 'SIGINT');
    } catch (error) {
      return told(error);
    } finally {
      child.kill();
    }
  },
  'by process.kill': () => {
    const child = sleeping();
    const killed = process.kill(child.pid!, 'SIGHUP');
    return end(child).then((seen) => [killed, ...seen]);
  },
  'process.kill of nobody': () => process.kill(2 ** 22 + 1, 0),
  timeout: () => end(sleeping({ timeout: 30 })),
  'timeout with a signal': () => end(sleeping({ timeout: 30, killSignal: 'SIGKILL' })),
  'a timeout that is not reached': () => end(spawn('true', { timeout: 20_000 })),
  abort: () => {
    const controller = new AbortController();
    const child = sleeping({ signal: controller.signal });
    const ended = end(child);
    controller.abort();
    return ended;
  },
  'aborted before': () => end(sleeping({ signal: AbortSignal.abort() })),
  'abort with a reason': () => {
    const controller = new AbortController();
    const child = sleeping({ signal: controller.signal });
    const why = new Promise((done) => child.on('error', (error) => done(String(error.cause))));
    setTimeout(() => controller.abort(new Error('enough')), 5);
    return why;
  },
  'a handler in the child': () => {
    const child = spawn('sh', ['-c', 'trap "echo caught; exit 5" TERM; echo ready; while :; do sleep 0.01; done']);
    let text = '';
    child.stdout.on('data', (bytes) => {
      if (text === '') child.kill();
      text += bytes;
    });
    return end(child).then((seen) => [text, ...seen]);
  },
  'stdin of one that is gone': async () => {
    const child = spawn('true');
    await end(child);
    return [child.stdin.destroyed, child.stdin.writable];
  },
  'no file': () => thrown(),
  'an empty file': () => thrown(''),
  'a file with a null': () => thrown('a\0b'),
  'arguments that are none': () => thrown('ls', 5),
  'an argument with a null': () => thrown('ls', ['\0']),
  'options that are none': () => thrown('ls', [], 7),
  'a cwd that is none': () => thrown('ls', [], { cwd: 7 }),
  'a uid that is none': () => thrown('ls', [], { uid: 'x' }),
  'a shell that is none': () => thrown('ls', [], { shell: 3 }),
  'detached that is none': () => thrown('ls', [], { detached: 3 }),
  'a timeout that is none': () => thrown('ls', [], { timeout: -1 }),
  'a signal that is none': () => thrown('ls', [], { signal: 3 }),
  'a kill signal that is none': () => thrown('ls', [], { killSignal: 'SIGNO' }),
  'stdio that is none': () => thrown('ls', [], { stdio: 'some' }),
  'stdio with what is none': () => thrown('ls', [], { stdio: ['pipe', 'pipe', 'other'] }),
});
