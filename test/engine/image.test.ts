import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileProgram } from '../../migrator/bundle/index.ts';
import { wholeFactories } from '../../migrator/host/factories.ts';
import { resumeScript } from '../../migrator/resume/index.ts';
import { Positions } from '../../migrator/runtime/trace/positions.ts';
import type { ProgramImage } from '../../protocol/program.ts';

// Each function stands in the next: what the image says of the innermost could be there four times.
const TEXT = `
const outer = (n: number) => {
  let a = n;
  return () => {
    let b = a++;
    return () => {
      for (let i = 0; i < b; i++) a += i;
      return () => {
        for (let k = 0; k < b; k++) console.log('innermost', a++, k);
        if (b > 9) throw new RangeError('thrown here');
        return b++;
      };
    };
  };
};
console.log(outer(1)()()());
`;

let directory: string;
let image: ProgramImage;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'omosix-image-'));
  const file = join(directory, 'nested.ts');
  writeFileSync(file, TEXT);
  ({ image } = await compileProgram(file));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const count = (text: string, part: string): number => text.split(part).length - 1;
const placeOf = (text: string, part: string): [line: number, column: number] => {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return [before.length, before.at(-1)!.length];
};

test('a function stands in an image once: in its code and in the trees', () => {
  expect(count(image.code + image.factories, 'innermost')).toBe(1);
  expect(count(image.trees.join(''), 'innermost')).toBe(1);
});

test('what makes functions again has their bodies, and leads to where they stand in the file', () => {
  const { text, map } = wholeFactories(image);
  // That of each function around it has it too.
  expect(count(text, 'innermost')).toBe(3);
  expect(() => new Function('$factories', text)).not.toThrow();
  const positions = new Positions(image);
  positions.addScript('script', map);
  for (let at = text; at.includes('new RangeError'); ) {
    const found = positions.find('script', ...placeOf(at, 'new RangeError'));
    expect(found).toMatchObject({ line: 10, column: 25 });
    at = at.replace('new RangeError', '______________');
  }
});

test('a function that goes on has the functions in it whole, but those that are behind it', () => {
  const info = image.functions.find(({ points, line }) => points.length > 0 && line === 6)!;
  const { code } = resumeScript(image, [[info.id, 0]]);
  expect(count(code, 'innermost')).toBe(1);
});
