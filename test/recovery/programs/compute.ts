/** Computes, prints, appends to a file, looks at the clock; each step follows from the ones before. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

const FILE = 'compute.out';
writeFileSync(FILE, '');
let x = 1;
let last = performance.now();
let lastWall = Date.now();
for (let i = 0; i < 60; i++) {
  for (let j = 0; j < 800_000; j++) x = (x * 48271) % 2147483647;
  const [now, wall] = [performance.now(), Date.now()];
  if (now < last || wall < lastWall) console.log('time ran backwards');
  [last, lastWall] = [now, wall];
  console.log(i, x);
  appendFileSync(FILE, `${i} ${x}\n`);
  await new Promise((done) => setTimeout(done, 5));
}
console.log(readFileSync(FILE, 'utf8').split('\n').length);
