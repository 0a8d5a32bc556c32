#!/usr/bin/env node
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { giveHeapRoom } from '../agent/heap-room.ts';
import { omrun } from '../agent/omrun/main.ts';
import { version } from './command.ts';

const near = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

giveHeapRoom();
process.exit(
  await omrun({
    argv: process.argv.slice(2),
    version: version(),
    build: String(statSync(near('')).mtimeMs),
    omd: near('omd.js'),
    omrun: near('omrun.js'),
    // Loaded only where the cache has nothing: with its libraries it takes as long to load as all the rest.
    compile: async (file, text) => (await import('../migrator/bundle/index.ts')).compileOnce(file, text),
  }),
);
