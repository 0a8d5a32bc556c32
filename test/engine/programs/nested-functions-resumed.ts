// Functions within functions, made in code that is resumed: in a generator, an async function, a constructor.
function work(n: number): number {
  let s = 0;
  for (let i = 0; i < n; i++) s = (s * 7 + i) % 1009;
  return s;
}
function* inGenerator(this: unknown, n: number) {
  yield work(n);
  const list: (() => unknown)[] = [];
  for (let i = 0; i < 3; i++) list.push(() => ({ m: (x: number) => [1, 2].map((v) => v + x + i) }).m?.(work(i)));
  yield list.map((f) => JSON.stringify(f())).join();
}
async function inAsync(n: number): Promise<string> {
  await null;
  const object = { a: work(n), m(x: number) { return () => (y: number) => this.a + x + y; } };
  await null;
  return String(object.m(1)()(work(2)));
}
class Base {
  names: string[] = [];
}
class Derived extends Base {
  constructor(n: number) {
    super();
    work(n);
    const add = (name: string) => { const inner = () => this.names.push(name); inner(); };
    ['a', 'b'].forEach((each) => { work(3); add(each); });
  }
}
console.log([...inGenerator(4)].join(' '));
console.log(new Derived(3).names.join());
console.log(await inAsync(5));
