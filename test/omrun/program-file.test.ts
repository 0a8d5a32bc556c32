import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { programFile } from '../../agent/deputy/program-file.ts';

const home = process.cwd();
const directory = realpathSync(mkdtempSync(join(tmpdir(), 'omosix-program-')));

beforeAll(() => {
  process.chdir(directory);
  writeFileSync('p.ts', 'let a: number = 1;');
  writeFileSync('binary.js', '\x7fELF\0\0');
  writeFileSync('script', '#!/usr/bin/env python3\n');
  writeFileSync('plain', 'hello');
  mkdirSync('folder.ts');
  symlinkSync('p.ts', 'link.ts');
  symlinkSync('nowhere.ts', 'broken.ts');
  writeFileSync('secret.ts', '');
  chmodSync('secret.ts', 0);
});
afterAll(() => {
  process.chdir(home);
  rmSync(directory, { recursive: true });
});

test('a program is known by its real path', () => {
  expect(programFile('p.ts')).toBe(join(directory, 'p.ts'));
  expect(programFile('link.ts')).toBe(join(directory, 'p.ts'));
});

test.each([
  ['none.ts', 'ENOPROGRAM', /^none\.ts: no such file$/],
  ['p.ts/x.ts', 'ENOPROGRAM', /no such file/],
  ['broken.ts', 'ENOPROGRAM', /no such file/],
  ['folder.ts', 'ENOTRUNNABLE', /is a directory; omrun runs TypeScript and JavaScript/],
  ['/dev/null', 'ENOTRUNNABLE', /is not an ordinary file/],
  ['/bin/sh', 'ENOTRUNNABLE', /is a native binary; omrun runs/],
  ['sh', 'ENOTRUNNABLE', /^sh: is a native binary \(\/.*\/sh\); omrun runs/],
  ['binary.js', 'ENOTRUNNABLE', /is a native binary, whatever its name says/],
  ['script', 'ENOTRUNNABLE', /is a script for python3/],
  ['plain', 'ENOTRUNNABLE', /not a program by its extension/],
])('%s: %s', (name, code, message) => {
  expect(() => programFile(name)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
});

test.skipIf(process.getuid?.() === 0)('an unreadable file (root reads everything)', () => {
  expect(() => programFile('secret.ts')).toThrow(expect.objectContaining({ code: 'ENOTRUNNABLE' }));
});
