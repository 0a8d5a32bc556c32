/** What `mosctl log -f` follows. */
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Tail } from '../../bin/mosctl/tail.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'omosix-tail-'));
  file = join(directory, 'log');
});
afterEach(() => rmSync(directory, { recursive: true }));

test('whole lines, once each, however they come: also where a character comes in two parts', () => {
  writeFileSync(file, 'one\ntw');
  const tail = new Tail(file);
  expect(tail.read()).toEqual(['one']);
  const [first, second] = [Buffer.from('o ü').subarray(0, 3), Buffer.from('o ü').subarray(3)];
  appendFileSync(file, first);
  expect(tail.read()).toEqual([]);
  appendFileSync(file, Buffer.concat([second, Buffer.from('\nthree\n')]));
  expect(tail.read()).toEqual(['two ü', 'three']);
  expect(tail.read()).toEqual([]);
});

test('of a long file its end, from where a line begins; what comes later is read whole', () => {
  writeFileSync(file, 'a line that is cut\nlast\n');
  const tail = new Tail(file, 8);
  expect(tail.read()).toEqual(['last']);
  appendFileSync(file, 'much more at once\nthan it reads at a time\n');
  expect(tail.read()).toEqual(['much more at once', 'than it reads at a time']);
});

test('a file that begins anew, that is cut, and that is not there yet', () => {
  const tail = new Tail(file);
  expect(tail.read()).toEqual([]);
  writeFileSync(file, 'one\nhal');
  expect(tail.read()).toEqual(['one']);
  renameSync(file, `${file}.1`);
  writeFileSync(file, 'two\n');
  expect(tail.read()).toEqual(['two']);
  writeFileSync(file, '3\n');
  expect(tail.read()).toEqual(['3']);
});
