// Reads its standard input line by line, slowly, and prints what it makes of each.
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';

const pauseMs = Number(process.argv[2]);
const hash = createHash('sha256');
let count = 0;
for await (const line of createInterface({ input: process.stdin })) {
  hash.update(line);
  console.log(`${++count}: ${[...line].reverse().join('')}`);
  if (count % 20 === 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
}
console.log(hash.digest('hex'));
