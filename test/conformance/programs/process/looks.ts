// What programs look at in functions of Node's (their names, how many parameters they have), and what is printed of `process.env`.
import assert from 'node:assert';
import strict from 'node:assert/strict';
import { executionAsyncId } from 'node:async_hooks';
import events from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import util from 'node:util';
import { run } from '../cases.ts';

/** Refused here, or of another kind in Node's own eyes. */
const OTHERS = /^_|^(?:active|enroll|openAsBlob|unenroll|TextDecoder|transferable.*)$/;

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

const later = async (x: number): Promise<void> => {
  await null;
  assert(x > 3);
};
const generatorOf = function* (): Generator<number> {
  yield 1;
};
let logged = '';
let log = util.debuglog('looks', (made) => {
  logged += 'first ';
  log = made as typeof log;
});
const atTopLevel = executionAsyncId();

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
  'assert of nothing': () => (assert as (...args: unknown[]) => void)(),
  'assert with a message': () => assert(false, 'mine'),
  'assert with an error': () => assert.ok('', new RangeError('its own')),
  'assert that holds': () => [assert.ok(1), strict.ok('x'), assert.strict === strict, assert.name],
  'clone a promise': () => structuredClone(Promise.resolve(1)),
  'clone a promise inside': () => structuredClone({ list: [new Map([[1, later(9)]])] }),
  'clone a function': () => structuredClone({ f: (a: number) => a + 1 }),
  'clone a generator function': () => structuredClone(generatorOf),
  'clone what can be': () => structuredClone({ a: [1n, new Date(5)], b: new Set(['x']) }),
  'debuglog tells once': () => [log('a'), log('b'), logged],
  'async id of the top level': () => atTopLevel,
  'arity after promisify': () => [util.promisify(fs.stat).length, util.promisify(fs.exists).length],
});
