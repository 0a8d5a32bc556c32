// Several closures over one variable, counters, modules, currying, memo, self-replacing, cycles through closures.
function counter(start = 0) {
  let n = start;
  return { up: (by = 1) => (n += by), down: () => --n, get value() { return n; }, set value(x) { n = x; } };
}
const a = counter();
const b = counter(100);
a.up();
a.up(5);
b.down();
a.value += 10;
console.log(a.value, b.value);
const add = (x: number) => (y: number) => (z: number) => x + y + z;
console.log([1, 2, 3].map(add(10)(20)).join());
function memo<A, R>(f: (a: A) => R): (a: A) => R {
  const cache = new Map<A, R>();
  return (a) => {
    if (!cache.has(a)) cache.set(a, f(a));
    return cache.get(a) as R;
  };
}
let calls = 0;
const slowSquare = memo((n: number) => (calls++, n * n));
for (let i = 0; i < 20; i++) slowSquare(i % 4);
console.log(calls);
let once = () => {
  once = () => 'later';
  return 'first';
};
console.log(once(), once(), once());
interface Node { name: string; next: () => Node }
const ping: Node = { name: 'ping', next: () => pong };
const pong: Node = { name: 'pong', next: () => ping };
let at = ping;
for (let i = 0; i < 5; i++) at = at.next();
console.log(at.name);
const pipeline = [(x: number) => x + 1, (x: number) => x * 2, (x: number) => x - 3].reduce(
  (f, g) => (x) => g(f(x)),
  (x: number) => x,
);
console.log(pipeline(5));
function makeStack() {
  const items: number[] = [];
  function push(x: number) { items.push(x); return api; }
  function pop() { return items.pop(); }
  const api = { push, pop, size: () => items.length };
  return api;
}
const stack = makeStack().push(1).push(2).push(3);
console.log(stack.pop(), stack.size());
const compose = (...fs: Array<(x: any) => any>) => (x: any) => fs.reduceRight((y, f) => f(y), x);
console.log(compose(String, (x: number) => x + 1, Number)('41'));
