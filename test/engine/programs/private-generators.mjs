// Generators of private methods, async methods with private names and super: nobody sees what they are made of.
const work = (n) => {
  let t = 0;
  for (let i = 0; i < n; i++) t += i;
  return t;
};
class Tree {
  #children = [];
  #name;
  constructor(name, ...children) {
    this.#name = name;
    this.#children = children;
  }
  *#below(depth) {
    for (const child of this.#children) {
      yield `${depth}${child.#name}${work(3)}`;
      yield* child.#below(depth + 1);
    }
  }
  static *#count({ from = 0 } = {}) {
    for (;;) yield from++ + work(2);
  }
  names() {
    return this.#below(0);
  }
  static counting(options) {
    return Tree.#count(options);
  }
  async waits(ms) {
    await null;
    const name = this.#name ?? (await work(2));
    return `${super.toString()} ${name} ${await ms}`;
  }
  static async all(...trees) {
    const got = [];
    for (const each of trees) got.push(await Tree.#label(each));
    return `${super.name} ${got.join()}`;
  }
  static async #label(tree) {
    await null;
    return tree.#name + work(2);
  }
  async [`computed${1}`](a = this.#name, { b = a } = {}) {
    return [a, b, await this.#later(a)].join();
  }
  async #later(a) {
    await work(2);
    return `later ${a} ${this.#name}`;
  }
}
const tree = new Tree('root', new Tree('a', new Tree('b')), new Tree('c'));
const names = tree.names();
const counting = [Tree.counting(), Tree.counting({ from: 5 })];
const begun = [names.next().value, ...counting.map((each) => each.next().value)];
let sum = 0;
for (let i = 0; i < 20; i++) sum += work(20);
console.log(begun.join(), sum, [...names].join(), counting.map((each) => each.next().value).join());
console.log(await tree.waits(1), await Tree.all(tree, new Tree('x')), await tree.computed1(), await tree.computed1('y', {}));

console.log(Reflect.ownKeys(Tree.prototype).map(String).join(), Reflect.ownKeys(Tree).join());
const seen = [];
const proxy = new Proxy(tree, { get: (target, key) => (seen.push(String(key)), Reflect.get(target, key)) });
await proxy.waits(2).catch((error) => console.log(error.name, error.message));
await tree.waits.call({}, 2).catch((error) => console.log(error.name, error.message));
await Tree.prototype.computed1.call(undefined).catch((error) => console.log(error.name, error.message));
console.log(seen.join());

// Async generators of private methods.
class Feed {
  #items = [1, 2, 3];
  static #made = 0;
  async *#pages(from = 0, { step = 1 } = {}) {
    try {
      for (let i = from; i < this.#items.length; i += step) yield [this.#items[i], await work(2), arguments.length].join();
    } finally {
      await null;
      Feed.#made++;
    }
  }
  static async *#both(a, b) {
    yield* a.#pages();
    yield* b.#pages(1, { step: 2 });
    return 'end';
  }
  pages(...args) {
    return this.#pages(...args);
  }
  static both(...feeds) {
    return this.#both(...feeds);
  }
  static get made() {
    return Feed.#made;
  }
  kind() {
    return [this.#pages.name, Object.prototype.toString.call(this.#pages()), typeof this.#pages().next().then].join();
  }
}
const pages = new Feed().pages(1);
console.log((await pages.next()).value, work(50), (await pages.next()).value, JSON.stringify(await pages.return('x')), Feed.made);
for await (const page of Feed.both(new Feed(), new Feed())) console.log(page, work(9));
for await (const page of new Feed().pages()) {
  console.log(page);
  break;
}
console.log(Feed.made, new Feed().kind(), Reflect.ownKeys(Feed).join());
try {
  Feed.prototype.pages.call({});
} catch (error) {
  console.log(error.name);
}

// The same in a class that is made while the program runs.
const makes = (base) =>
  class extends base {
    #x = base.name.length;
    *#each() {
      for (let i = 0; i < 3; i++) yield this.#x + i + work(2);
    }
    each() {
      return this.#each();
    }
    async sum() {
      let t = 0;
      for (const n of this.#each()) t += await n;
      return `${t} ${super.tell?.(await null)}`;
    }
  };
class Base {
  tell(x) {
    return `told ${x}`;
  }
}
const Made = makes(Base);
const Again = makes(Made);
const each = new Again('again').each();
console.log(each.next().value, work(50), await new Made().sum(), each.next().value, await new Again().sum(), [...each].join());
console.log(Made.name, Reflect.ownKeys(Made.prototype).join());

// In a class that has the name of its variable only.
const C = class {
  static early = (async () => (await this.#one(1)) + C?.name)().catch((e) => e.name); static later = this.one(5).catch((e) => e.name);
  foo = 'foobar';
  static async #one(value) { return await value; }
  static async one(value) { work(3); return C.#one(value); }
  async #two(value) { return [await value, super.toString()].join(); }
  async two(value) { return this.#two(value); }
  static *#three() { yield work(4); }
  static async *#four() { yield work(4); }
  static all() { return [[...this.#three()], this.#four()]; }
};
const c = new C();
work(20);
console.log(c.foo, C.name, await C.early, await C.later);
Promise.all([C.one(1), c.two(2)]).then(async (v) => { work(20); console.log(v.join(), work(30)); const [three, four] = C.all(); console.log(three.join(), (await four.next()).value); });
