// Parameters of generators that are computed at the call, long before the body runs.
const log = [];
const note = (value) => (log.push(value), value);
const base = 10;

function* range(from, to = note(from + 3), { step = 1, ...others } = {}) {
  for (let i = from; i < to; i += step) yield i;
  return Object.keys(others);
}
function* all([first, second = note('second'), ...rest], { deep: { x = base, y } } = { deep: { y: 2 } }) {
  const both = () => [first, second, rest, x, y].flat().join(' ');
  yield both();
  first = 'changed';
  x += 1;
  yield both();
  return [...arguments].length;
}
const counts = {
  start: 5,
  *up(to = this.start + 2, own = arguments.length) {
    for (let i = this.start; i < to; i++) yield `${own}:${i}`;
  },
};
class Tree {
  #children = [];
  constructor(name, ...children) {
    this.name = name;
    this.#children = children;
  }
  *walk({ depth = 0, of = this.#children } = {}) {
    yield `${'-'.repeat(depth)}${this.name}`;
    for (const child of of) yield* child.walk({ depth: depth + 1 });
  }
  static async *slowly(tree, { every = note(2) } = {}) {
    let n = 0;
    for (const name of tree.walk()) if (n++ % every === 0) yield await name;
  }
}

console.log(log.length, log.join());
const waiting = [range(1), range(1, 9, { step: 3, a: 1, b: 2 }), all('abcd'), all([1], { deep: { x: 1 } }), counts.up(), counts.up(undefined)];
console.log('called', log.join());
for (const each of waiting) {
  const got = [];
  for (let step = each.next(); ; step = each.next()) {
    got.push(JSON.stringify(step.value));
    if (step.done) break;
  }
  console.log(got.join(' '));
}
const tree = new Tree('root', new Tree('a', new Tree('b')), new Tree('c'));
console.log([...tree.walk()].join(' '), [...tree.walk({ of: [] })].join());
for await (const name of Tree.slowly(tree)) console.log(name);
console.log(log.join());

// At the call, not at the first `next`.
for (const call of [
  () => range(...[], ...[1, 2, null]),
  () => all(),
  () => all('ab', {}),
  () => (function* ({ a }) {})(),
  () => (async function* ([a]) {})(5),
  () => (function* (a = b, b) {})(),
  () => (function* ({ a = note.missing.part }) {})({}),
])
  try {
    call();
    console.log('nothing');
  } catch (error) {
    console.log(error.name, error.message);
  }

const { up } = counts;
console.log([range, all, up, tree.walk, Tree.slowly].map((f) => `${f.name} ${f.length}`).join(', '));
console.log(range(1) instanceof range, Object.getPrototypeOf(range(1)) === range.prototype, String(up).split('\n')[0]);

// Made while the program runs; what they close over changes.
function made(offset) {
  const steps = [];
  const generator = function* (count = offset, { by = offset * 2 } = {}, [one = 1] = []) {
    for (let i = 0; i < count; i++) {
      steps.push(() => ++by + offset);
      yield by + one;
    }
  };
  return { generator, steps, more: () => void offset++ };
}
const two = made(2);
const begun = two.generator();
console.log(begun.next().value, begun.next().value);
two.more();
console.log(two.steps.map((f) => f()).join(), [...two.generator(undefined, undefined, [7])].join(), begun.next().done);

// What the parameters and the body share, and what they do not.
const x = 'outer';
function* shares(a = x, b = (a += '!'), c = a) {
  const show = () => `${a} ${b} ${c}`;
  yield show();
  a = 'body';
  yield show();
}
function* hides(a = x) {
  var a;
  yield a;
  var x = 'inner';
  yield `${a} ${x}`;
}
function* closes(a, f = () => a) {
  a = 2;
  yield f();
}
console.log([...shares(), ...hides(), ...closes(1)].join(' | '));
// One that is thrown into or returned from before it starts.
const early = range(1);
console.log(JSON.stringify(early.return(4)), JSON.stringify(early.next()));
try {
  range(1).throw(new Error('at the start'));
} catch (error) {
  console.log(error.message);
}
