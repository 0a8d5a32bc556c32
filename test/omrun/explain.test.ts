/** `omrun --explain` on a program with a native add-on, a direct eval and an async main: what holds it, where. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explain } from '../../agent/deputy/explain.ts';
import { compileProgram } from '../../migrator/bundle/index.ts';

const LOADS = `require(${JSON.stringify('./build/sums.node')})`;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'omosix-explain-'));
  const addon = join(directory, 'node_modules/fast-sums');
  mkdirSync(join(addon, 'build'), { recursive: true });
  writeFileSync(join(addon, 'package.json'), '{ "name": "fast-sums", "main": "index.js" }');
  writeFileSync(join(addon, 'index.js'), `'use strict';\nmodule.exports = ${LOADS};\n`);
  writeFileSync(join(addon, 'build/sums.node'), '\x7fELF');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function explained(text: string): Promise<string> {
  const file = join(directory, 'program.ts');
  writeFileSync(file, text);
  return explain((await compileProgram(file)).image, directory);
}

test('a native add-on is named with the line that asks for it', async () => {
  const text = await explained("import sums from 'fast-sums';\nconsole.log(sums);\n");
  expect(text).toContain(
    'For this the task starts at home and stays there:\n  node_modules/fast-sums/index.js:2:26: a native add-on, ',
  );
  expect(text).toContain(join(directory, 'node_modules/fast-sums/build/sums.node'));
  expect(text).toContain(`2 │ module.exports = ${LOADS};`);
});

test('so is a direct eval, and an async main alone keeps nothing', async () => {
  const plain = await explained(
    'async function main(): Promise<void> { console.log(await 1); }\nawait main();\n',
  );
  expect(plain).toContain('Nothing in it keeps the task from moving.');
  const text = await explained(
    "import sums from 'fast-sums';\nasync function main(): Promise<void> {\n  const x = 1;\n  console.log(eval('x'), await sums);\n}\nawait main();\n",
  );
  expect(text).toContain('a native add-on, ');
  expect(text).toMatch(/\n {2}program\.ts:2:\d+: /);
  expect(text).toContain('async function main()');
});
