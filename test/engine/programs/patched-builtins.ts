// What a program does to the builtins is its own business: whoever captures and restores it must not be touched by it.
const log: string[] = [];
const turn = (n: number): number => (n > 0 ? turn(n - 1) + 1 : 0);

const iterator = Array.prototype[Symbol.iterator];
const { stringify, parse } = JSON;

Array.prototype[Symbol.iterator] = function () {
  throw new Error('nobody iterates here');
};
turn(3);
JSON.stringify = JSON.parse = () => {
  throw new Error('nobody writes JSON');
};
turn(3);
Object.defineProperty(Array.prototype, '0', { configurable: true, set() {}, get: () => 'inherited' });
turn(3);
const squares = [1, 2, 3].map((x) => {
  turn(1);
  return x * x;
});
const odd = [1, 2, 3].filter((x) => {
  turn(1);
  return x % 2 === 1;
});
// biome-ignore lint/suspicious/noSparseArray: what is missing is inherited
log[1] = [, 5].map((x) => turn(0) || x).join();
turn(3);
delete (Array.prototype as unknown as Record<string, unknown>)[0];
JSON.stringify = stringify;
JSON.parse = parse;
Array.prototype[Symbol.iterator] = iterator;
turn(3);
console.log(squares.join(), odd.join(), log.length, log[1], JSON.stringify([...odd]));

const text = Object.assign(new String('xyz'), { '-20': 1, '1.5': 2, '20': 3 });
turn(1);
console.log(Object.keys(text).join(), text['-20' as never], text['1.5' as never], text['20' as never]);
const named = {
  return: function () {
    return turn(2);
  },
  class: () => turn(1),
};
console.log(named.return(), named.return.name, named.class.name);

// The runtime has queues of its own.
for (const name of ['shift', 'push', 'splice'] as const) delete (Array.prototype as Partial<unknown[]>)[name];
process.nextTick(() =>
  setImmediate(() =>
    Promise.resolve(turn(2)).then((n) => {
      console.log(n);
      setTimeout(() => console.log(turn(3)), 1);
    }),
  ),
);
