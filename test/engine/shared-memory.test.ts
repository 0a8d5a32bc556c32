/** What makes shared memory is found before a program runs; what only asks for it is no reason to keep its workers together. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileProgram } from '../../migrator/bundle/index.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'omosix-shares-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

// Used: an import that only names a type would be left out.
const WORKERS = `import { Worker } from 'node:worker_threads'; void Worker;\n`;

async function found(text: string): Promise<{ reason: string; line: number; column: number }[]> {
  const file = join(directory, 'program.ts');
  writeFileSync(file, text);
  const { image } = await compileProgram(file);
  return image.notes
    .filter(({ kind }) => kind === 'shares')
    .map(({ reason, line, column }) => ({ reason, line, column }));
}

const buffer = (column: number) => [
  { reason: 'makes a SharedArrayBuffer, which its workers may share', line: 2, column },
];

test.each([
  ['new SharedArrayBuffer(8);', 0],
  ['const words = new Int32Array(new SharedArrayBuffer(8));', 29],
  ['new globalThis.SharedArrayBuffer(8);', 0],
  ['const Shared: any = SharedArrayBuffer;', 20],
  ['const { SharedArrayBuffer: Shared } = globalThis;', 8],
  ['Reflect.construct(SharedArrayBuffer, [8]);', 18],
  ['class Memory extends SharedArrayBuffer {}', 21],
  ['new Worker(`new SharedArrayBuffer(8)`, { eval: true });', 12],
])('%s', async (text, column) => {
  expect(await found(WORKERS + text)).toEqual(buffer(column));
});

test.each([
  'new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });',
  'const shared = 1; const options: any = {}; new WebAssembly.Memory(options);',
])('%s', async (text) => {
  const [note] = await found(`${WORKERS}declare const WebAssembly: any;\n${text}`);
  expect(note).toMatchObject({
    reason: 'makes a shared WebAssembly.Memory, which its workers may share',
    line: 3,
  });
});

test.each([
  "typeof SharedArrayBuffer !== 'undefined';",
  'const is = (x: unknown) => x instanceof SharedArrayBuffer;',
  'Object.getOwnPropertyDescriptor(SharedArrayBuffer.prototype, "byteLength");',
  'declare const WebAssembly: any; new WebAssembly.Memory({ initial: 1, shared: false });',
  "new Worker('./worker.js');",
])('no reason: %s', async (text) => {
  expect(await found(WORKERS + text)).toEqual([]);
});

test('a program without workers is no reason either', async () => {
  expect(await found('new SharedArrayBuffer(8);')).toEqual([]);
});
