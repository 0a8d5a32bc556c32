import { tick } from './support/tick.ts';

// forEach of maps and sets: live, with its second argument, of subclasses, and of what only looks like one.
const map = new Map<unknown, unknown>([['a', 1], ['b', 2], ['c', 3]]);
const log: unknown[] = [];
console.log(
  map.forEach(function (this: unknown, value, key, whole) {
    log.push([tick(value), key, whole === map, this === log]);
    if (key === 'a') map.delete('b');
    if (key === 'c') map.set('d', 4);
  }, log),
  JSON.stringify(log),
);
const set = new Set([1, 2]);
set.forEach((value, again) => {
  if (set.size < 5) set.add(tick(value) * 10);
  console.log(value, again, set.size);
});
class Sub extends Map<string, number> {
  *[Symbol.iterator](): any {
    yield ['of the iterator', 0];
  }
}
new Sub([['x', 1]]).forEach((value, key) => console.log('sub', tick(value), key));
class Own extends Set<number> {
  forEach(...args: unknown[]): void {
    console.log('own', tick(args.length));
  }
}
new Own([1]).forEach(() => tick(1));
for (const wrong of [() => map.forEach(1 as never), () => Map.prototype.forEach.call([] as never, () => tick(1)), () => (map as any).forEach()])
  try {
    wrong();
  } catch ({ name, message }: any) {
    console.log(name, message);
  }
try {
  map.forEach((value) => {
    if (tick(value) === 3) throw new Error('left');
  });
} catch ({ message }: any) {
  console.log(message);
}
