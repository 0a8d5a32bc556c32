// Async functions in all the places where one can stand, and with all that they can see from there.
const work = (n: number): number => {
  let s = 1;
  for (let i = 0; i < n; i++) s = (s * 31 + i) % 65_521;
  return s;
};
const sleep = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));

// By their own name.
const factorial = async function self(n: number): Promise<number> {
  work(100);
  return n < 2 ? await sleep(1, 1) : n * (await self(n - 1));
};
const hidden = async function self(self: number): Promise<number> {
  await null;
  return self + work(50) * 0;
};
console.log(await factorial(5), factorial.name, factorial.length, await hidden(3), hidden.name);

// `arguments`, of their own and of a function around them.
async function own(a: number, b = 2): Promise<string> {
  await sleep(1, 0);
  work(100);
  // biome-ignore lint/complexity/noArguments: that is what is tested
  return `${arguments.length} ${[...arguments].join('/')} ${a}${b}`;
}
function around(..._rest: unknown[]): Promise<unknown[]> {
  const inner = async (x: number): Promise<unknown> => {
    await null;
    work(100);
    // biome-ignore lint/complexity/noArguments: that is what is tested
    return [x, arguments.length, arguments[1]];
  };
  return Promise.all([inner(1), inner(2)]);
}
console.log(await own(1), await own(1, 3), await around('a', 'b', 'c'), own.length);

// In heads of loops, defaults, cases, properties, conditions.
for (const make = async (i: number) => (await sleep(1, i)) + work(100) * 0, state = { i: 0 }; (await make(state.i)) < 3; state.i++) work(100);
for (const f of [async () => work(10), async () => sleep(1, 'x')]) console.log(typeof (await f()));
async function defaults(f = async (x: number) => x + (await sleep(1, work(10) * 0)), g = () => f(1)): Promise<number> {
  return (await f(2)) + (await g());
}
console.log(await defaults(), await defaults(async (x) => x * 10));
async function cases(n: number): Promise<string> {
  switch (n) {
    case 1: {
      const f = async () => `one ${await sleep(1, work(10))}`;
      return f();
    }
    case 2:
      return (async () => `two ${await sleep(1, work(20))}`)();
    default:
      async function declared() {
        await null;
        return `other ${work(30)}`;
      }
      return declared();
  }
}
console.log(await cases(1), await cases(2), await cases(3));
const object = {
  base: 5,
  async method(n: number) {
    await null;
    return this.base + n + work(10) * 0;
  },
  arrow: async (n: number) => n + (await sleep(1, 1)),
  ['com' + 'puted']: async () => 'computed',
};
const child = {
  __proto__: object,
  async method(n: number): Promise<number> {
    const before = await super.method(n);
    work(100);
    await sleep(1, 0);
    return before + (await super.method(1));
  },
} as unknown as typeof object;
console.log(await object.method(1), await object.arrow(1), await child.method(2), object.method.name);

// Within classes: fields, statics, arrows with private names and `super`.
class Base {
  name = 'base';
  async load(x: string): Promise<string> {
    await sleep(1, 0);
    return `${this.name} loads ${x}`;
  }
}
class Service extends Base {
  #cache = new Map<string, Promise<string>>();
  #count = 0;
  static instances = 0;
  static create = async (): Promise<Service> => {
    await null;
    Service.instances++;
    return new Service();
  };
  handler = async (x: string): Promise<string> => {
    this.#count++;
    await sleep(1, 0);
    return `${x} ${this.#count} ${work(100)}`;
  };
  async all(xs: string[]): Promise<string[]> {
    return Promise.all(
      xs.map(async (x) => {
        const known = this.#cache.get(x) ?? this.load(x);
        this.#cache.set(x, known);
        work(100);
        await null;
        return `${await known} ${++this.#count}`;
      }),
    );
  }
  override async load(x: string): Promise<string> {
    const twice = async (y: string) => `${await super.load(y)}, ${await super.load(`${y}${y}`)}`;
    return twice(x);
  }
}
const service = await Service.create();
console.log(await service.handler('h'), await service.all(['a', 'b', 'a']), Service.instances);

// `for await` with a `finally` in its body.
const seen: unknown[] = [];
class Source {
  n = 0;
  [Symbol.asyncIterator]() {
    return this;
  }
  async next() {
    await null;
    return { done: this.n > 4, value: this.n++ };
  }
  async return() {
    await sleep(1, 0);
    seen.push(`closed at ${this.n}`);
    return { done: true, value: undefined };
  }
}
async function leave(how: string): Promise<string> {
  outer: for (let round = 0; round < 2; round++) {
    for await (const x of new Source()) {
      try {
        work(200);
        if (x === 2 && how === 'break') break;
        if (x === 2 && how === 'outer') continue outer;
        if (x === 2 && how === 'return') return `returned ${await sleep(1, x)}`;
        if (x === 2 && how === 'throw') throw new Error('thrown');
        if (x === 1) continue;
        seen.push(x);
      } finally {
        await null;
        seen.push(`f${x}`);
      }
    }
  }
  return 'end';
}
for (const how of ['break', 'outer', 'return', 'throw', 'none']) {
  console.log(how, await leave(how).catch((error: Error) => error.message), seen.splice(0).join(' '));
}

// What they are.
const AsyncFunction = (async () => {}).constructor;
const arrow = async () => {};
class Shown {
  async method() {}
  static async make() {}
}
const shown = { async inObject() {}, plain: async function () {}, named: async function other() {}, short: async (x: number) => x };
console.log(own, arrow, factorial, shown, [async () => {}], Shown.make, new Shown().method);
console.log(Object.prototype.toString.call(own), arrow instanceof AsyncFunction, own.constructor === AsyncFunction, own instanceof Function);
console.log(Object.keys(own), 'prototype' in own, typeof own, shown.inObject.name, shown.plain.name, Object.getOwnPropertyNames(arrow));
try {
  Reflect.construct(own, []);
} catch (error) {
  console.log((error as Error).name);
}
