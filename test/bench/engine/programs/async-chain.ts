async function step(n: number): Promise<number> {
  return n + 1;
}
async function twice(n: number): Promise<number> {
  const once = await step(n);
  return (await step(once)) & 0xffff;
}

export async function round(): Promise<number> {
  let n = 0;
  for (let i = 0; i < 40_000; i++) n = await twice(n);
  return n;
}
