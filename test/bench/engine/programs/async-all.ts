const half = (n: number): Promise<number> => Promise.resolve(n >> 1);

async function sum(from: number, to: number): Promise<number> {
  if (to - from < 4)
    return (await Promise.all(Array.from({ length: to - from }, (_, i) => half(from + i)))).reduce(
      (a, b) => a + b,
      0,
    );
  const middle = (from + to) >> 1;
  const [a, b] = await Promise.all([sum(from, middle), sum(middle, to)]);
  return a + b;
}

export async function round(): Promise<number> {
  let total = 0;
  for (let i = 0; i < 4; i++) total += await sum(0, 8000);
  return total;
}
