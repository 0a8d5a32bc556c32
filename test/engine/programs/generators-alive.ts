// Generators that live across safe points: not started, waiting, running, at their end.
const work = (n: number): number => {
  let s = 1;
  for (let i = 0; i < n; i++) s = (s * 31 + i) % 65_521;
  return s;
};
function* counter(this: { base: number } | undefined, start: number, step = 2): Generator<number, string, number | undefined> {
  let seen = arguments.length;
  const inner = () => seen++;
  try {
    for (let i = start; ; i += step) {
      const sent = yield i + work(300) + inner() + (this?.base ?? 0);
      if (sent === -1) return `told ${seen}`;
      if (sent) i += sent;
    }
  } finally {
    console.log('left', seen, work(500));
  }
}
const fresh = counter.call({ base: 1000 }, 5);
const waiting = counter.call(undefined, 7, 3);
const ended = counter.call(undefined, 1);
waiting.next();
ended.return('early');
const all = new Map<string, Generator<number, string, number | undefined>>([
  ['fresh', fresh],
  ['waiting', waiting],
  ['ended', ended],
]);
for (let round = 0; round < 4; round++)
  for (const [name, each] of all) console.log(name, work(700), JSON.stringify(each.next(round)));
console.log(JSON.stringify(fresh.next(-1)), JSON.stringify(fresh.next()), JSON.stringify(waiting.return('stop')));

// Recursion through yield*, with work on the way.
interface Tree {
  left?: Tree;
  right?: Tree;
  value: number;
}
const grow = (depth: number, value = 1): Tree =>
  depth === 0 ? { value } : { left: grow(depth - 1, value * 2), right: grow(depth - 1, value * 2 + 1), value };
function* walk(tree: Tree | undefined): Generator<number, number> {
  if (!tree) return 0;
  const left: number = yield* walk(tree.left);
  yield tree.value + work(50);
  const right: number = yield* walk(tree.right);
  return Math.max(left, right) + 1;
}
let sum = 0;
for (const value of walk(grow(5))) sum = (sum * 7 + value) % 1_000_003;
console.log(sum);
const walker = walk(grow(3));
const some = [walker.next().value, walker.next().value];
console.log(some.join(), [...walker].length);

// throw() and return() through finally blocks that yield and work.
function* stubborn(log: string[]): Generator<string, string, string> {
  for (let i = 0; i < 3; i++) {
    try {
      try {
        log.push(yield `ask ${i} ${work(100)}`);
      } catch (error) {
        log.push(`caught ${error} ${work(100)}`);
        yield `sorry ${i}`;
      } finally {
        log.push(yield `cleaning ${i} ${work(200)}`);
        work(300);
      }
    } finally {
      log.push(`cleaned ${i}`);
    }
  }
  return 'finished';
}
const log: string[] = [];
const s = stubborn(log);
try {
  console.log(s.next('').value, s.next('a').value, s.throw('mid'));
} catch (error) {
  console.log('threw', error, JSON.stringify(s.next('z')));
}
const t = stubborn(log);
console.log(t.next('').value, t.throw('x').value, JSON.stringify(t.return('enough')), JSON.stringify(t.next('b')), JSON.stringify(t.next('c')));
const u = stubborn(log);
console.log(u.next('').value, JSON.stringify(u.return('r1')), JSON.stringify(u.return('r2')), JSON.stringify(u.next('never')));
console.log(log.join(' | '));

// return() of what a yield* and a for…of are in.
function* outer(): Generator<number, void, unknown> {
  try {
    for (const x of inner('of')) {
      work(200);
      yield x;
    }
    yield* inner('star');
  } finally {
    console.log('outer left', work(10));
  }
}
function* inner(name: string): Generator<number, void, unknown> {
  try {
    for (let i = 0; i < 3; i++) yield i * 10 + (work(100) % 2);
  } catch (error) {
    console.log(name, 'got', error);
    yield -1;
  } finally {
    console.log(name, 'left', work(400));
  }
}
for (const take of [2, 4]) {
  let taken = 0;
  for (const x of outer()) {
    console.log(x, work(100));
    if (++taken === take) break;
  }
}
const o = outer();
for (let i = 0; i < 4; i++) o.next();
console.log(JSON.stringify(o.throw('a stone')), JSON.stringify(o.next()), JSON.stringify(o.next()));

// Methods, closures, generators that refer to themselves.
class Grid {
  #cells = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  *[Symbol.iterator](): Generator<[number, number], void, unknown> {
    for (const [y, row] of this.#cells.entries()) for (const [x, cell] of row.entries()) yield [x * y + work(30), cell];
  }
  static *ids(prefix: string): Generator<string> {
    let n = 0;
    while (n < 5) yield `${prefix}${n++}`;
  }
}
console.log([...new Grid()].flat().join(), [...Grid.ids('g')].join());
const it = new Grid()[Symbol.iterator]();
const held = { it, pair: it.next().value };
work(2000);
console.log(held.pair, held.it.next().value, Object.prototype.toString.call(it), typeof it.next, it[Symbol.iterator]() === it);
const makers = [1, 2, 3].map((k) => ({
  *powers(): Generator<number> {
    let p = 1;
    for (;;) {
      yield p + work(20) * 0;
      p *= k;
    }
  },
}));
const running = makers.map((m) => m.powers());
for (let i = 0; i < 5; i++) console.log(running.map((g) => g.next().value).join(), work(400));
const self: { g?: Generator<unknown> } = {};
self.g = (function* () {
  yield self.g === self.g;
  work(1000);
  try {
    self.g!.next();
  } catch (error) {
    yield (error as Error).message;
  }
})();
console.log(self.g.next().value, self.g.next().value, JSON.stringify(self.g.next()));
const proto = Object.getPrototypeOf(walk);
console.log(Object.getPrototypeOf(walker) === walk.prototype, walker instanceof walk, proto.constructor.name, String(walker));
