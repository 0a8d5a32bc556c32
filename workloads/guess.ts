// The guessing game: find the number that the program thinks of.
// Usage: guess.ts [HIGHEST] [SEED]

import { createInterface } from 'node:readline/promises';

const highest = Number(process.argv[2] ?? 100);
let seed = Number(process.argv[3] ?? Date.now() % 2147483647);

/** The next number of Lehmer's generator, from 1 to `most`. */
function random(most: number): number {
  seed = (seed * 48271) % 2147483647;
  return 1 + (seed % most);
}

const rl = createInterface({ input: process.stdin, output: process.stdout });
rl.on('SIGINT', () => {
  rl.close();
  console.log('\nBye.');
  process.exit(130);
});

async function game(): Promise<number> {
  const secret = random(highest);
  for (let guesses = 1; ; guesses++) {
    const text = await rl.question(`Your guess (1 to ${highest})? `);
    const guess = Number(text);
    if (text.trim() === '' || !Number.isInteger(guess)) console.log('That is no whole number.');
    else if (guess < secret) console.log('Too low.');
    else if (guess > secret) console.log('Too high.');
    else {
      console.log(`Right, after ${guesses} ${guesses === 1 ? 'guess' : 'guesses'}!`);
      return guesses;
    }
  }
}

const rounds: number[] = [];
do rounds.push(await game());
while (/^y/i.test(await rl.question('Another game (y/n)? ')));
rl.close();
console.log(`${rounds.length} played, best: ${Math.min(...rounds)}.`);
