import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { difference, type Schedule, tortured } from '../engine/tortured.ts';
import { HostWorld } from './support/world.ts';

const world = new HostWorld();
beforeAll(() => world.build());
afterAll(() => world.remove());

const OFTEN: Schedule = { every: 10, into: 'same process' };

async function moved(name: string, program: string) {
  const file = world.file(name);
  writeFileSync(file, program);
  const ours = await tortured(world, file, OFTEN);
  expect(difference(world.plain(file), ours)).toEqual([]);
  expect(ours.moved).toBeGreaterThan(0);
  return ours.held.join('\n');
}

test('a hash that has been fed too much to be told again holds the task until it is finished', async () => {
  const held = await moved(
    'long.ts',
    `import { createHash } from 'node:crypto';
const hash = createHash('sha256');
for (let i = 0; i < 40; i++) {
  hash.update(Buffer.alloc(1 << 18, i));
  console.log(i);
}
console.log(hash.digest('hex'));
for (let i = 0; i < 40; i++) console.log(i);
`,
  );
  expect(held).toContain('a Hash that has been fed more than 4 MiB and is not finished');
});

test('so does one that is used as a stream where nobody could know', async () => {
  const held = await moved(
    'stream.ts',
    `import { createHash } from 'node:crypto';
let found = '';
function use(): void {
  const hash = createHash('sha256') as unknown as Record<string, Function>;
  for (let i = 0; i < 30; i++) hash['wri' + 'te']!('text ' + i);
  hash['on']!('data', (digest: Buffer) => { found = digest.toString('hex'); });
  hash['en' + 'd']!();
  for (let i = 0; i < 30; i++) if (i % 20 === 0) console.log(i);
}
use();
for (let i = 0; i < 30; i++) if (i % 20 === 0) console.log(i);
setTimeout(() => console.log(found), 20);
`,
  );
  expect(held).toContain('a Hash that is used as a stream');
});
