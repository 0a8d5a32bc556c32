// Closures that live for one iteration and write what they share.
function sum(n: number): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    let own = i & 3;
    const more = (by: number): void => {
      own += by;
      total += own;
    };
    more(1);
    more(2);
  }
  return total;
}

export const round = (): number => sum(4_000_000);
