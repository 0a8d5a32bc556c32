class Refused extends Error {}

function check(n: number): number {
  if (n % 16 === 0) throw new Refused('no');
  return n;
}

export function round(): number {
  let [sum, refused] = [0, 0];
  Error.stackTraceLimit = 0;
  for (let i = 0; i < 300_000; i++) {
    try {
      sum += check(i) & 3;
    } catch (error) {
      if (error instanceof Refused) refused++;
    } finally {
      sum++;
    }
  }
  return sum + refused;
}
