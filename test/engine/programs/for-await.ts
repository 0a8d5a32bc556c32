// `for await` over promises, plain iterators and async iterators of the program's own, with every way out.
const work = (n: number): number => {
  let s = 1;
  for (let i = 0; i < n; i++) s = (s * 31 + i) % 65_521;
  return s;
};
const sleep = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));
class Countdown implements AsyncIterator<number> {
  closed = 0;
  constructor(private n: number) {}
  [Symbol.asyncIterator](): this {
    return this;
  }
  async next(): Promise<IteratorResult<number>> {
    work(200);
    await sleep(1, null);
    return this.n > 0 ? { done: false, value: this.n-- } : { done: true, value: undefined };
  }
  async return(): Promise<IteratorResult<number>> {
    work(200);
    await null;
    this.closed++;
    return { done: true, value: undefined };
  }
}
async function sumTo(limit: number): Promise<string> {
  const down = new Countdown(6);
  let sum = 0;
  for await (const n of down) {
    sum += n + (work(300) % 2);
    if (n === 4) continue;
    if (n <= limit) break;
  }
  return `${sum} closed ${down.closed}`;
}
async function find(wanted: number): Promise<string> {
  const down = new Countdown(4);
  for await (const n of down) if (n === wanted) return `found ${n}, closed ${down.closed}`;
  return `none, closed ${down.closed}`;
}
async function throwing(): Promise<void> {
  const down = new Countdown(3);
  try {
    for await (const n of down) {
      work(300);
      if (n === 2) throw new Error(`at ${n}`);
    }
  } catch (error) {
    console.log((error as Error).message, down.closed);
  }
}
console.log(await sumTo(3), '/', await sumTo(0));
console.log(await find(2), '/', await find(9));
await throwing();
let text = '';
for await (const x of [sleep(2, 'a'), 'b', Promise.resolve('c'), sleep(1, 'd')]) text += x + (work(400) % 3);
console.log(text);
function* plain(): Generator<number | Promise<number>> {
  try {
    yield 1;
    yield sleep(1, 2 + (work(100) % 2));
    yield 3;
  } finally {
    console.log('plain left', work(50));
  }
}
let total = 0;
for await (const x of plain()) {
  total += x;
  if (x === 3) break;
}
console.log(total);
outer: for (const k of [1, 2, 3]) {
  for await (const n of new Countdown(3)) {
    if (n === k) continue outer;
    total += n * k + (work(100) % 2);
    if (total > 1000) break outer;
  }
}
console.log(total);
