// What `fork` runs, and what it refuses.
import { fork } from 'node:child_process';
import * as fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { run, told } from '../cases.ts';
import { start, whole } from '../fork-cases.ts';

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
  'an option of Node alone': () => whole(fork('./plain.cjs', { execArgv: ['--no-warnings'] })),
  CommonJS: () => whole(fork('./plain.cjs')),
  'an ES module': () => whole(fork('module.mjs', [])),
  'by its URL': () => whole(fork(pathToFileURL('module.mjs'))),
  'without its extension': () => attempt(() => whole(fork('./folder', []))),
  'one that is not there': () => whole(fork('nowhere.mjs', [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })),
  'one that is broken': () => whole(fork('broken.cjs', [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })),
  'another program': () => attempt(() => whole(fork('-c', ['exit 3'], { execPath: '/bin/sh' }))),
  'no channel': () => attempt(() => start('none', { stdio: ['ignore', 'ignore', 'ignore'] })),
  'two channels': () => attempt(() => start('none', { stdio: ['ipc', 'ignore', 'ignore', 'ipc'] })),
  'no name': () => attempt(() => any()),
  'a number as name': () => attempt(() => any(1)),
  'arguments that are none': () => attempt(() => any(process.argv[1], 'x')),
  'options that are none': () => attempt(() => any(process.argv[1], [], 1)),
  'a word for stdio that is none': () => attempt(() => any(process.argv[1], [], { stdio: 'other' })),
  'a zero in its name': () => attempt(() => any('a\0b')),
});
