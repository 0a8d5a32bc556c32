/** What it has drawn it keeps: random bytes, numbers, ids and times. What was printed is what it holds. */
import { randomBytes, randomFillSync, randomInt, randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

writeFileSync('secrets.out', '');
const drawn: string[] = [];
for (let i = 0; i < 40; i++) {
  let x = i + 1;
  for (let j = 0; j < 600_000; j++) x = (x * 48271) % 2147483647;
  const line = [
    randomBytes(4).toString('hex'),
    randomUUID(),
    randomInt(1_000_000),
    randomFillSync(Buffer.alloc(4)).toString('hex'),
    crypto.getRandomValues(new Uint16Array(2)).join('.'),
    crypto.randomUUID(),
    Math.random(),
    Date.now(),
    performance.now(),
    process.hrtime.bigint(),
    new Date().toISOString(),
    process.memoryUsage().rss,
  ].join(' ');
  drawn.push(line);
  appendFileSync('secrets.out', `${line}\n`);
  await new Promise((done) => setTimeout(done, i % 3));
}
const kept = readFileSync('secrets.out', 'utf8').trimEnd().split('\n');
console.log(kept.length, drawn.length, kept.filter((line, at) => line !== drawn[at]).length);
const stamps = drawn.map((line) => Number(line.split(' ')[8]));
console.log(stamps.every((stamp, at) => at === 0 || stamp >= stamps[at - 1]!));
