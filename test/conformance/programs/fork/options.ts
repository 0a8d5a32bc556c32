// The options of `fork`, right and wrong.
import { fork } from 'node:child_process';
import * as fs from 'node:fs';
import { basename } from 'node:path';
import type { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { run, told } from '../cases.ts';
import { ended, plays, start, whole } from '../fork-cases.ts';

const isChild = plays({
  tell: () => {
    const { argv, execArgv, env } = process;
    process.send!([
      argv.slice(2),
      basename(argv[1]!) === basename(argv[1]!),
      execArgv,
      env.OMOSIX_CASE ?? null,
      Object.keys(env).filter((name) => /OMOSIX_STARTED|NODE_CHANNEL/.test(name)),
      process.cwd() === '/',
    ]);
  },
  print: () => {
    process.stdout.write('out ');
    process.stderr.write('err ');
    process.send!('sent');
  },
  reads: async () => {
    let text = '';
    for await (const chunk of process.stdin) text += chunk;
    process.send!(text);
  },
  more: () => {
    fs.writeSync(4, 'by its number');
    process.send!('written', () => process.exit());
  },
  family: () => process.send!(process.ppid),
});

if (!isChild) {
  process.chdir(process.argv[2]!);
  fs.writeFileSync('plain.cjs', "process.send(['cjs', typeof require, process.argv.length]);\n");
  fs.writeFileSync('module.mjs', "process.send(['mjs', import.meta.url.slice(-10)]);\n");
  fs.writeFileSync('broken.cjs', 'process.send(\n');
  fs.mkdirSync('folder');
  fs.writeFileSync('folder/index.js', "process.send('index');\n");
  const attempt = (act: () => unknown): unknown => {
    try {
      return act();
    } catch (error) {
      return told(error);
    }
  };
  const any = fork as (...args: unknown[]) => unknown;
  await run({
    arguments: () => whole(start('tell', {}, ['a b', '--c', ''])),
    env: () => whole(start('tell', { env: { ...process.env, OMOSIX_CASE: 'given' } })),
    'the environment of the parent': () => {
      process.env.OMOSIX_CASE = 'set';
      return whole(start('tell'));
    },
    cwd: () => whole(start('tell', { cwd: '/' })),
    execArgv: () => whole(start('tell', { execArgv: ['--max-old-space-size=300', '--enable-source-maps'] })),
    'an option of Node alone': () => whole(fork('./plain.cjs', { execArgv: ['--no-warnings'] })),
    silent: async () => {
      const child = start('print', { silent: true });
      let errors = '';
      child.stderr!.on('data', (bytes) => (errors += bytes));
      return [await whole(child), errors];
    },
    'pipes by one word': () => whole(start('print', { stdio: 'pipe' })),
    'nothing in and out': () => whole(start('print', { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })),
    inherited: () => {
      process.stdout.write('before ');
      return whole(start('print', { stdio: ['ignore', 'inherit', 'ignore', 'ipc'] }));
    },
    'the channel in another place': () => {
      const child = start('print', { stdio: ['ignore', 'pipe', 'ignore', 'ignore', 'ignore', 'ipc'] });
      return Promise.all([whole(child), child.stdio.length]);
    },
    input: () => {
      const child = start('reads', { silent: true });
      child.stdin!.end('what goes in');
      return whole(child);
    },
    'a further pipe': async () => {
      const child = start('more', { stdio: ['ignore', 'ignore', 'inherit', 'ipc', 'pipe'] });
      let text = '';
      (child.stdio[4] as Duplex).on('data', (bytes) => (text += bytes));
      return [await whole(child), text];
    },
    'its parent': async () => {
      const child = start('family');
      const seen = new Promise((resolve) => child.once('message', resolve));
      await ended(child);
      return (await seen) === process.pid;
    },
    CommonJS: () => whole(fork('./plain.cjs')),
    'an ES module': () => whole(fork('module.mjs', [])),
    'by its URL': () => whole(fork(pathToFileURL('module.mjs'))),
    'without its extension': () => attempt(() => whole(fork('./folder', []))),
    'one that is not there': () => whole(fork('nowhere.mjs', [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })),
    'one that is broken': () => whole(fork('broken.cjs', [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })),
    'another program': () => attempt(() => whole(fork('-c', ['exit 3'], { execPath: '/bin/sh' }))),
    'no channel': () => attempt(() => start('tell', { stdio: ['ignore', 'ignore', 'ignore'] })),
    'two channels': () => attempt(() => start('tell', { stdio: ['ipc', 'ignore', 'ignore', 'ipc'] })),
    'no name': () => attempt(() => any()),
    'a number as name': () => attempt(() => any(1)),
    'arguments that are none': () => attempt(() => any(process.argv[1], 'x')),
    'options that are none': () => attempt(() => any(process.argv[1], [], 1)),
    'a word for stdio that is none': () => attempt(() => any(process.argv[1], [], { stdio: 'other' })),
    'a zero in its name': () => attempt(() => any('a\0b')),
  });
}
