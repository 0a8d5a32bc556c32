import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ImageCache } from '../../agent/deputy/images.ts';
import type { CompileNote, ProgramImage } from '../../protocol/program.ts';

let directory: string;
let compiled: number;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'omosix-images-'));
  compiled = 0;
  writeFileSync(join(directory, 'main.ts'), 'main');
  writeFileSync(join(directory, 'lib.ts'), 'lib');
  await settle();
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Files changed a moment ago are not cached, on purpose. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

/** Its image holds the text of its inputs. */
function cache(build = '1', place = join(directory, 'cache')): ImageCache {
  return new ImageCache(place, build, async (file) => {
    compiled += 1;
    const inputs = [file, join(directory, 'lib.ts')];
    const code = inputs.map((input) => readFileSync(input, 'utf8')).join();
    return { image: { version: 1, entry: file, code, notes: [] as CompileNote[] } as ProgramImage, inputs };
  });
}

const main = (): string => join(directory, 'main.ts');
const codeOf = (bytes: Uint8Array): string => JSON.parse(Buffer.from(bytes).toString()).code;
const imageFile = (): string => {
  const [name] = readdirSync(join(directory, 'cache')).filter((file) => file.endsWith('.image'));
  return join(directory, 'cache', name!);
};

test('the second run compiles nothing and has the same bytes, named by their hash', async () => {
  const first = await cache().get(main());
  const second = await cache().get(main());
  expect(compiled).toBe(1);
  expect(second.hash).toBe(first.hash);
  const bytes = await second.bytes();
  expect(Buffer.compare(bytes, await first.bytes())).toBe(0);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(second.hash);
});

test('a change of any input compiles again, also one that keeps size and time stamp', async () => {
  await cache().get(main());
  appendFileSync(join(directory, 'lib.ts'), '2');
  await settle();
  expect(codeOf(await (await cache().get(main())).bytes())).toBe('main,lib2');
  writeFileSync(join(directory, 'lib.ts'), 'LIB2');
  utimesSync(join(directory, 'lib.ts'), 1, 1);
  await settle();
  expect(codeOf(await (await cache().get(main())).bytes())).toBe('main,LIB2');
  expect(compiled).toBe(3);
});

test('a file changed a moment ago is compiled, and not trusted', async () => {
  writeFileSync(main(), 'MAIN');
  await cache().get(main());
  await cache().get(main());
  expect(compiled).toBeGreaterThanOrEqual(1);
  await settle();
  expect(codeOf(await (await cache().get(main())).bytes())).toBe('MAIN,lib');
});

test('another build of the compiler does not use what this one made', async () => {
  await cache('1').get(main());
  await cache('2').get(main());
  expect(compiled).toBe(2);
});

test('a damaged image is made again when its bytes are asked for', async () => {
  await cache().get(main());
  writeFileSync(imageFile(), 'rubbish');
  const program = await cache().get(main());
  expect(codeOf(await program.bytes())).toBe('main,lib');
  expect(compiled).toBe(2);
  expect(codeOf(readFileSync(imageFile()))).toBe('main,lib');
});

test.each(['', '{', 'null', '{"hash":"x","inputs":[]}'])(
  'a damaged entry (%j) is as good as none',
  async (content) => {
    await cache().get(main());
    const [name] = readdirSync(join(directory, 'cache')).filter((file) => file.endsWith('.json'));
    writeFileSync(join(directory, 'cache', name!), content);
    await cache().get(main());
    expect(compiled).toBe(2);
  },
);

test('a cache that cannot be written costs time only', async () => {
  writeFileSync(join(directory, 'file'), '');
  const program = await cache('1', join(directory, 'file', 'cache')).get(main());
  expect(codeOf(await program.bytes())).toBe('main,lib');
});
