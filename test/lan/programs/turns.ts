// Computes until it is told to stop, and says so once in a while.
import { existsSync } from 'node:fs';

const stop = process.argv[2] as string;
function turn(): number {
  let x = 1;
  for (let i = 0; i < 3_000_000; i++) x = (x * 48271) % 2147483647;
  return x;
}

let turns = 0;
while (!existsSync(stop)) {
  turn();
  console.log(`${++turns}`);
}
console.log(`stopped at ${turns}`);
