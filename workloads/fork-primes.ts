// Counts primes in stretches that children share out: each is a program of its own, forked by this one, and a task that the
// cluster may execute anywhere. Fork and forget: nobody says where.
// Usage: fork-primes.ts [LIMIT] [CHILDREN]

import { type ChildProcess, fork } from 'node:child_process';

/** Numbers that a child looks through at a time. */
const STRETCH = 100_000;

interface Found {
  from: number;
  count: number;
  largest: number;
}

/** Odd divisors up to the root. */
function isPrime(n: number): boolean {
  if (n < 4) return n > 1;
  if (n % 2 === 0) return false;
  for (let divisor = 3; divisor * divisor <= n; divisor += 2) if (n % divisor === 0) return false;
  return true;
}

function search(from: number, to: number): Found {
  const found = { from, count: 0, largest: 0 };
  for (let n = from; n < to; n++) {
    if (!isPrime(n)) continue;
    found.count++;
    found.largest = n;
  }
  return found;
}

function share(limit: number, children: number): void {
  const found: Found[] = [];
  let next = 0;
  let running = children;
  const give = (child: ChildProcess): void => {
    if (next >= limit) {
      child.disconnect();
      return;
    }
    child.send([next, Math.min(next + STRETCH, limit)]);
    next += STRETCH;
  };
  for (let i = 0; i < children; i++) {
    const child = fork(process.argv[1]!, ['child']);
    child.on('message', (message) => {
      found.push(message as Found);
      give(child);
    });
    child.on('exit', () => {
      if (--running === 0) print(limit, found);
    });
    give(child);
  }
}

function print(limit: number, found: Found[]): void {
  let total = 0;
  for (const { from, count, largest } of found.sort((a, b) => a.from - b.from)) {
    total += count;
    console.log(`${from}: ${count} primes, the largest ${largest}`);
  }
  console.log(`${total} primes below ${limit}`);
}

if (process.argv[2] === 'child')
  process.on('message', ([from, to]: [number, number]) => process.send!(search(from, to)));
else share(Number(process.argv[2] ?? 2_000_000), Number(process.argv[3] ?? 4));
