// The options of `fork`, right and wrong.
import * as fs from 'node:fs';
import { basename } from 'node:path';
import type { Duplex } from 'node:stream';
import { run } from '../cases.ts';
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
  await run({
    arguments: () => whole(start('tell', {}, ['a b', '--c', ''])),
    env: () => whole(start('tell', { env: { ...process.env, OMOSIX_CASE: 'given' } })),
    'the environment of the parent': () => {
      process.env.OMOSIX_CASE = 'set';
      return whole(start('tell'));
    },
    cwd: () => whole(start('tell', { cwd: '/' })),
    execArgv: () => whole(start('tell', { execArgv: ['--max-old-space-size=300', '--enable-source-maps'] })),
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
  });
}
