// Scripts for the Node.js that the program runs in, by `spawn` and its like.
import { execFile, execFileSync, exec, spawn, spawnSync, type SpawnOptions } from 'node:child_process';
import * as fs from 'node:fs';
import { run } from '../cases.ts';
import { plays, whole } from '../fork-cases.ts';

const isChild = plays({
  tell: () => {
    console.log(process.argv.slice(2).join(), process.connected, process.send, process.channel, process.ppid === process.pid);
    console.error('an error');
    process.exitCode = 5;
  },
  reads: async () => {
    let text = '';
    for await (const chunk of process.stdin) text += chunk;
    console.log(text.toUpperCase());
  },
  much: () => console.log('x'.repeat(200_000)),
  speaks: () => {
    process.on('message', (message) => process.send!(['heard', message], () => process.disconnect()));
  },
  inner: () => {
    const { stdout, status } = spawnSync(process.execPath, [process.argv[1]!, 'tell', 'within'], { encoding: 'utf8' });
    console.log('within:', stdout.trim(), status);
  },
});

const self = process.argv[1]!;
const started = (role: string, options: SpawnOptions = {}, before: string[] = []) =>
  spawn(process.execPath, [...before, self, role, 'x'], options);

if (!isChild) {
  process.chdir(process.argv[2]!);
  fs.writeFileSync('tool', "console.log('a tool', process.argv.length);\n");
  const called = (file: string, args: string[]) =>
    new Promise((resolve) => execFile(file, args, (error, out, err) => resolve([error?.code, out, err])));
  await run({
    'a script': () => whole(started('tell', { stdio: ['ignore', 'pipe', 'ignore'] })),
    'with a channel': () => {
      const child = started('speaks', { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      child.send({ a: 1 });
      return whole(child);
    },
    'with an option': () => whole(started('tell', { stdio: ['ignore', 'pipe', 'ignore'] }, ['--max-old-space-size=300'])),
    input: () => {
      const child = started('reads');
      child.stdin!.end('some words');
      return whole(child);
    },
    'much output': async () => ((await whole(started('much'))) as string[])[2]!.length,
    execFile: () => called(process.execPath, [self, 'tell']),
    'a program without an extension': () => called(process.execPath, ['tool', 'x']),
    'a text': () => called(process.execPath, ['-e', 'console.log(1 + 1)']),
    'a value': () => called(process.execPath, ['-p', '40 + 2']),
    'node by its name': () => called('node', ['tool', 'x', 'y']),
    spawnSync: () => {
      const { status, signal, stdout, stderr } = spawnSync(process.execPath, [self, 'tell'], { encoding: 'utf8' });
      return [status, signal, stdout, stderr];
    },
    'spawnSync with input': () => spawnSync(process.execPath, [self, 'reads'], { input: 'abc', encoding: 'utf8' }).stdout,
    execFileSync: () => {
      try {
        return execFileSync(process.execPath, [self, 'tell'], { encoding: 'utf8', stdio: 'pipe' });
      } catch (error) {
        const { status, stdout } = error as { status: number; stdout: string };
        return [status, stdout];
      }
    },
    'by a shell': () =>
      new Promise((resolve) =>
        exec(`"${process.execPath}" -p process.argv.length`, (error, out, err) => resolve([error, out, err])),
      ),
    'one within another': () => whole(started('inner')),
    'a channel for spawnSync': () => spawnSync(process.execPath, ['-v'], { stdio: ['ipc' as never, 'pipe', 'pipe'] }),
  });
}
