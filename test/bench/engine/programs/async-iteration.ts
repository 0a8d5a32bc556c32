async function* numbers(n: number): AsyncGenerator<number> {
  for (let i = 0; i < n; i++) yield i;
}

export async function round(): Promise<number> {
  let sum = 0;
  for await (const n of numbers(40_000)) sum += n & 3;
  return sum;
}
