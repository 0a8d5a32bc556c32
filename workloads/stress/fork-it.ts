// Forks programs, which fork others: each counts what is below it and answers over its channel.
// Usage: fork-it.ts [CHILDREN = 2] [DEPTH = 2]

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const children = Number(process.argv[2] ?? 2);
const depth = Number(process.argv[3] ?? 2);

interface Found {
  programs: number;
  sum: number;
}

function work(): number {
  let x = depth + 1;
  for (let i = 0; i < 3_000_000; i++) x = (x * 48271) % 2147483647;
  return x;
}

function child(number: number): Promise<Found> {
  const one = fork(fileURLToPath(import.meta.url), [String(children), String(depth - 1)]);
  return new Promise((resolve, reject) => {
    let found: Found | undefined;
    one.once('message', (message) => {
      found = message as Found;
    });
    one.once('exit', (code, signal) => {
      if (found && code === 0) resolve(found);
      else reject(new Error(`child ${number} ended by ${signal ?? code}`));
    });
  });
}

const below = depth > 0 ? await Promise.all(Array.from({ length: children }, (_, i) => child(i + 1))) : [];
const all = below.reduce(
  (sum, one) => ({ programs: sum.programs + one.programs, sum: (sum.sum + one.sum) % 1_000_003 }),
  { programs: 1, sum: work() % 1_000_003 },
);
if (process.send) process.send(all, () => process.disconnect());
else console.log(`${all.programs} programs, sum ${all.sum}`);
