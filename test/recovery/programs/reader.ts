/** Reads its standard input line by line and files piece by piece, and writes both elsewhere. */
import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

writeFileSync('reader.in', Array.from({ length: 4_000 }, (_, n) => `row ${n} ${n * n}\n`).join(''));
let sum = 0;
for await (const line of createInterface({ input: process.stdin })) {
  for (let j = 0; j < 200_000; j++) sum = (sum * 48271 + line.length) % 2147483647;
  console.log(line, sum);
}
const out = createWriteStream('reader.out');
for await (const piece of createReadStream('reader.in', { highWaterMark: 2_000 })) {
  for (let j = 0; j < 300_000; j++) sum = (sum * 48271 + piece.length) % 2147483647;
  if (!out.write(piece)) await new Promise<void>((done) => out.once('drain', () => done()));
}
await new Promise<void>((done) => out.end(done));
console.log(sum, readFileSync('reader.out', 'utf8') === readFileSync('reader.in', 'utf8'));
process.exitCode = 3;
