// Async generators in every form, their queue of requests, every way in and out, across safe points.
const work = (n: number): number => {
  let s = 1;
  for (let i = 0; i < n; i++) s = (s * 31 + i) % 65_521;
  return s;
};
const sleep = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));
const log: unknown[] = [];
const flush = (name: string): void => console.log(name, ...log.splice(0));

async function* count(from: number, to: number): AsyncGenerator<number, string, string | undefined> {
  try {
    for (let i = from; i < to; i++) {
      work(300);
      const got = yield i % 2 ? sleep(1, i) : i;
      if (got) log.push(`got ${got}`);
    }
    return await sleep(1, 'done');
  } catch (error) {
    log.push(`caught ${(error as Error).message}`);
    work(300);
    yield -1;
    return 'after';
  } finally {
    work(200);
    await sleep(1, 0);
    log.push('finally');
  }
}
for await (const x of count(0, 4)) log.push(x);
flush('loop');

for await (const x of count(0, 9)) {
  if (x === 3) break;
  log.push(x, work(200));
}
flush('break');

// All requests at once: they are served in order.
const queue = count(0, 3);
log.push(...(await Promise.all([queue.next('ignored'), queue.next('b'), queue.next(), queue.next(), queue.next()])).map((r) => `${r.value}/${r.done}`));
flush('queue');

const thrown = count(5, 9);
await thrown.next();
log.push(await thrown.throw(new Error('from outside')), await thrown.next(), await thrown.next());
flush('throw');

const unstarted = count(0, 3);
log.push(await unstarted.return(sleep(1, 'early') as never), await unstarted.next());
const failing = count(0, 3);
await failing.throw(new RangeError('before start')).catch((error: Error) => log.push(error.message));
log.push(await failing.next());
flush('unstarted');

const left = count(0, 5);
await left.next();
log.push(await Promise.all([left.return('x'), left.next(), left.return(sleep(1, 'y') as never)]));
flush('return');

// Methods of every kind.
const literal = {
  base: 10,
  async *method(n: number) {
    for (let i = 0; i < n; i++) {
      work(200);
      yield this.base + i;
    }
  },
  async *[Symbol.asyncIterator]() {
    yield* this.method(2);
    yield* [sleep(1, 'a'), 'b'];
    return 1;
  },
  fn: async function* named(...args: number[]): AsyncGenerator<number> {
    yield args.length;
    if (args.length > 0) yield* named(...args.slice(1));
  },
};
for await (const x of literal) log.push(x);
for await (const x of literal.fn(1, 2)) log.push(x);
log.push(literal.method.name, literal.fn.name, literal[Symbol.asyncIterator].name);
flush('object');

class Store {
  items = [3, 1, 2];
  #secret = 7;
  async *each(scale = 2) {
    for (const x of this.items) {
      await null;
      work(200);
      yield x * scale + this.#secret;
    }
  }
  static async *of(...items: number[]) {
    for (const x of items) yield sleep(1, x);
  }
  async *[Symbol.asyncIterator]() {
    yield* this.each();
  }
}
class Sorted extends Store {
  override async *each() {
    const all: number[] = [];
    for await (const x of super.each(1)) all.push(x);
    work(300);
    yield* all.sort((a, b) => a - b);
  }
}
for await (const x of new Store()) log.push(x);
for await (const x of new Sorted()) log.push(x);
for await (const x of Store.of(4, 5)) log.push(x);
flush('class');

// yield* passes everything on, and awaits.
async function* outer(): AsyncGenerator<unknown, string, string> {
  try {
    const result = yield* count(0, 3) as AsyncGenerator<unknown, string, string>;
    log.push(`result ${result}`);
    yield* {
      [Symbol.asyncIterator]() {
        let n = 0;
        return {
          async next(value: unknown) {
            work(200);
            await sleep(1, 0);
            log.push(`inner ${value}`);
            return { done: n++ > 2, value: n };
          },
          async return(value: unknown) {
            work(200);
            await null;
            log.push('inner return');
            return { done: true, value: `${value}!` };
          },
        };
      },
    };
  } finally {
    log.push('outer finally', work(100));
  }
  return 'end';
}
const o = outer();
for (const sent of ['1', '2', '3', '4', '5']) log.push(await o.next(sent));
log.push(await o.return('bye'), await o.next('6'));
flush('delegation');
const o2 = outer();
await o2.next('');
log.push(await o2.throw(new Error('passed on')), await o2.next('x'));
await o2.next('y');
await o2.throw(new Error('no throw method')).catch((error: Error) => log.push(error.name));
flush('delegated throw');

// A pipeline that is alive across safe points, closed from its end.
async function* take<T>(n: number, source: AsyncIterable<T>): AsyncGenerator<T> {
  let i = 0;
  if (n > 0)
    for await (const x of source) {
      yield x;
      if (++i >= n) return;
    }
}
async function* map<A, B>(source: AsyncIterable<A>, fn: (a: A) => Promise<B>): AsyncGenerator<B> {
  for await (const x of source) yield fn(x);
}
const naturals = async function* () {
  try {
    for (let i = 0; ; i++) yield i;
  } finally {
    log.push('naturals closed');
  }
};
for await (const x of take(4, map(naturals(), async (x) => x * x + (work(200) % 1)))) log.push(x);
flush('pipeline');

const makers = [1, 2].map((k) => async function* (n: number) {
  for (let i = 0; i < n; i++) {
    work(150);
    yield k * i;
  }
});
const alive = makers.map((make) => make(4));
for (let i = 0; i < 5; i++) {
  const row = await Promise.all(alive.map((each) => each.next()));
  log.push(row.map((r) => r.value ?? '-').join('/'));
}
flush('alive');

async function* rejects() {
  try {
    yield Promise.reject(new TypeError('yielded'));
  } catch (error) {
    yield (error as Error).message;
  }
  throw new SyntaxError('at the end');
}
const r = rejects();
log.push(await r.next());
await r.next().catch((error: Error) => log.push(error.name));
log.push(await r.next());
flush('rejects');
async function* g() {}
const AsyncGeneratorFunction = g.constructor;
console.log(
  Object.prototype.toString.call(g),
  Object.prototype.toString.call(g()),
  AsyncGeneratorFunction.name,
  g() instanceof g,
  Object.getPrototypeOf(naturals) === AsyncGeneratorFunction.prototype,
  Object.getPrototypeOf(g.prototype) === Object.getPrototypeOf(literal.method.prototype),
  g()[Symbol.asyncIterator]() !== undefined,
);
await (g().next as Function).call({}).catch((error: Error) => console.log(error.name));
// A name that is computed: such a one stays where it is from here on.
const key = ['com', 'puted'].join('');
const fixed = {
  async *[key]() {
    yield 'stays';
  },
};
for await (const x of fixed[key]!()) console.log(x);
