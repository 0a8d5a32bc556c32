// What programs look at in functions of Node's (their names, how many parameters they have), and what is printed of `process.env`.
import events from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import util from 'node:util';
import { run } from '../cases.ts';

/** Refused here, or of another kind in Node's own eyes. */
const OTHERS = /^_|^(?:active|enroll|unenroll|TextDecoder)$/;

function looks(module: object): string {
  const lines: string[] = [];
  for (const name of Object.keys(module).sort()) {
    const value = (module as Record<string, unknown>)[name];
    if (typeof value !== 'function' || OTHERS.test(name)) continue;
    // Node has given some none.
    lines.push(`${name}${value.name === name ? '' : `=${value.name || name}`}/${value.length}`);
  }
  return lines.join(' ').replaceAll('setMaxListeners=setMaxListeners', 'setMaxListeners');
}

process.env.LOOKED_AT = 'yes';
await run({
  events: () => looks(events),
  fs: () => looks(fs),
  'fs/promises': () => looks(fs.promises),
  os: () => looks(os),
  path: () => looks(path),
  timers: () => looks(timers),
  'timers/promises': () => looks(timersPromises),
  util: () => looks(util),
  globals: () => [setTimeout, setInterval, setImmediate, clearTimeout, queueMicrotask].map((f) => [f.name, f.length]),
  'process.kill, nextTick, emitWarning': () =>
    [process.kill, process.nextTick, process.emitWarning].map((f) => [f.name, f.length]),
  'env printed': () => /LOOKED_AT: 'yes'/.test(util.inspect({ env: process.env })),
  'env as text': () => [`${process.env}`, JSON.stringify(process.env).includes('"LOOKED_AT":"yes"')],
  'env has no symbols': () => Object.getOwnPropertySymbols(process.env),
  'arity after promisify': () => [util.promisify(fs.stat).length, util.promisify(fs.exists).length],
});
