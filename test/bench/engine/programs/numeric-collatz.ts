function steps(n: number): number {
  let count = 0;
  while (n !== 1) {
    n = n % 2 === 0 ? n / 2 : 3 * n + 1;
    count++;
  }
  return count;
}

export function round(): number {
  let longest = 0;
  for (let n = 1; n < 60_000; n++) longest = Math.max(longest, steps(n));
  return longest;
}
