/** Computes, waits, prints and writes to a file; the same whenever and wherever. In the middle it waits for a file `go`. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const STEPS = 40;
const file = 'steps.out';
const hash = createHash('sha256');
let x = 1;
for (let step = 0; step < STEPS; step++) {
  for (let i = 0; i < 100_000; i++) x = (x * 48_271) % 2_147_483_647;
  appendFileSync(file, `${step} ${x}\n`);
  hash.update(`${x}`);
  process.stdout.write(`step ${step}: ${x}\n`);
  if (step % 2 === 0) await sleep(5);
  while (step === STEPS / 2 && !existsSync('go')) await sleep(10);
}
console.log(hash.digest('hex'), createHash('sha256').update(readFileSync(file)).digest('hex'));
