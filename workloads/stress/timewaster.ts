// Wastes time in every way: deep recursion, loops in loops, timers that wait for each other, sorting, regular expressions.
// Usage: timewaster.ts [ROUNDS = 8]

const rounds = Number(process.argv[2] ?? 8);

const ackermann = (m: number, n: number): number =>
  m === 0 ? n + 1 : n === 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));

function* collatz(n: number): Generator<number> {
  for (; n !== 1; n = n % 2 === 0 ? n / 2 : 3 * n + 1) yield n;
}

const later = <T>(ms: number, value: T): Promise<T> =>
  new Promise((resolve) => setTimeout(resolve, ms, value));

for (let round = 1; round <= rounds; round++) {
  const longest = Array.from({ length: 3000 }, (_, i) => [...collatz(i + round)].length).reduce((a, b) =>
    Math.max(a, b),
  );
  const words = Array.from({ length: 20_000 }, (_, i) => ((i * 48271 * round) % 99991).toString(36)).sort();
  const vowels = words.join(' ').match(/[aeiou]+/g)!.length;
  const waited = await Promise.all([3, 1, 2].map((n) => later(n * 10, n * round)));
  console.log(
    `${round}: ${ackermann(2, 200 + round)} ${longest} ${words[777]} ${vowels} ${waited.join('+')}`,
  );
}
