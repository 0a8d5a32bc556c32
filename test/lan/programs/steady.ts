// Counts aloud, little by little, and asks home at each step whether it is to stop.
import { existsSync } from 'node:fs';

const stop = process.argv[2] as string;
let count = 0;
function step(): void {
  if (existsSync(stop)) {
    console.log(`stopped at ${count}`);
    return;
  }
  console.log(`${++count}`);
  setTimeout(step, 20);
}
step();
