// Programs by `spawn`: streams, events and their order, and what stdio may be.
import { ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import type { Duplex } from 'node:stream';
import { run, told } from '../cases.ts';

process.chdir(process.argv[2]!);
fs.writeFileSync('in', 'from a file\n');

/** What came out, and the events in order; `exit` and the end of streams come in any order. */
async function whole(file: string, args: string[], options: SpawnOptions = {}, input?: string) {
  const child = spawn(file, args, options);
  const out = ['', ''];
  const events: string[] = [];
  child.stdout?.on('data', (bytes) => (out[0] += bytes));
  child.stderr?.on('data', (bytes) => (out[1] += bytes));
  for (const name of ['spawn', 'exit', 'error'])
    child.on(name, (...values) => events.push(name === 'error' ? told(values[0]) : `${name} ${values}`));
  if (input !== undefined) child.stdin?.end(input);
  const closed = await new Promise<unknown[]>((done) => child.on('close', (...values) => done(values)));
  return [...out, ...events, `close ${closed}`];
}

await run({
  output: () => whole('echo', ['a', 'b c']),
  'both outputs': () => whole('sh', ['-c', 'echo out; echo err >&2']),
  'an exit code': () => whole('sh', ['-c', 'exit 7']),
  'a signal': () => whole('sh', ['-c', 'kill -9 $$']),
  input: () => whole('cat', [], {}, 'what goes in comes out'),
  'much input': async () => (await whole('wc', ['-c'], {}, 'x'.repeat(300_000)))[0],
  'much output': async () => ((await whole('head', ['-c', '400000', '/dev/zero']))[0] as string).length,
  'not there': () => whole('omosix-no-such-program', ['x']),
  'not executable': () => whole('./in', []),
  'no such directory': () => whole('ls', [], { cwd: 'nowhere' }),
  cwd: async () => ((await whole('pwd', [], { cwd: '/' }))[0]),
  env: () => whole('sh', ['-c', 'echo $A-$B'], { env: { PATH: process.env.PATH, A: '1' } }),
  'the environment of the task': () => {
    process.env.OMOSIX_CASE = 'set here';
    return whole('sh', ['-c', 'echo $OMOSIX_CASE']);
  },
  shell: () => whole('echo $((1 + 2)) | cat', [], { shell: true }),
  'another shell': () => whole('echo $0', [], { shell: '/bin/sh' }),
  argv0: () => whole('sh', ['-c', 'echo $0'], { argv0: 'other' }),
  'nothing in and out': () => whole('sh', ['-c', 'echo unseen'], { stdio: 'ignore' }),
  'a file as input': () => {
    const fd = fs.openSync('in', 'r');
    return whole('cat', [], { stdio: [fd, 'pipe', 'pipe'] }).finally(() => fs.closeSync(fd));
  },
  'a file as output': async () => {
    const fd = fs.openSync('out', 'w');
    await whole('echo', ['into a file'], { stdio: ['ignore', fd, 'ignore'] });
    fs.closeSync(fd);
    return fs.readFileSync('out', 'utf8');
  },
  'a descriptor that is not open': () => whole('echo', [], { stdio: ['ignore', 777, 'ignore'] }),
  inherited: async () => {
    process.stdout.write('before ');
    const lines = await whole('echo', ['by the child'], { stdio: 'inherit' });
    return lines;
  },
  'the stream of standard output': () => whole('echo', ['there'], { stdio: ['ignore', process.stdout, 'pipe'] }),
  'a further pipe': async () => {
    const child = spawn('sh', ['-c', 'read line <&3; echo "back: $line" >&3'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const pipe = child.stdio[3] as Duplex;
    let text = '';
    pipe.on('data', (bytes) => (text += bytes));
    pipe.write('there\n');
    const closed = await new Promise<unknown[]>((done) => child.on('close', (...values) => done(values)));
    return [text, closed, child.stdio.length];
  },
  'one child to another': async () => {
    const first = spawn('printf', ['b\\na\\n']);
    const second = spawn('sort', []);
    first.stdout.pipe(second.stdin);
    let text = '';
    for await (const chunk of second.stdout) text += chunk;
    return text;
  },
  'by lines': async () => {
    const child = spawn('printf', ['1\\n2\\n3']);
    child.stdout.setEncoding('utf8');
    let text = '';
    for await (const chunk of child.stdout) text += chunk;
    return text.split('\n');
  },
  'what it is': async () => {
    const child = spawn('sh', ['-c', 'exit 3']);
    const before = [typeof child.pid, child.exitCode, child.signalCode, child.killed, child.connected];
    const names = [child.spawnfile, child.spawnargs, child instanceof ChildProcess, child.stdio.length];
    const same = [child.stdio[0] === child.stdin, child.stdio[1] === child.stdout];
    const kinds = [child.stdin.writable, (child.stdin as unknown as Duplex).readable, child.stdout.readable, child.stdin.constructor.name];
    await new Promise((done) => child.on('close', done));
    return [before, names, same, kinds, child.exitCode, child.kill()];
  },
  // Until the directory is gone.
  'one that is left behind': () => {
    const script = 'while [ -d "$0" ]; do sleep 0.1; done';
    const child = spawn('sh', ['-c', script, process.cwd()], { cwd: '/', detached: true, stdio: 'ignore' });
    child.unref();
    return child.exitCode;
  },
  'its pid is one at home': async () => {
    const child = spawn('sh', ['-c', 'echo $$ $PPID']);
    let text = '';
    for await (const chunk of child.stdout) text += chunk;
    return text.trim() === `${child.pid} ${process.pid}`;
  },
});
