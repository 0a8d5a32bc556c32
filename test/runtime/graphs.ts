import fc from 'fast-check';

/** Code of the hand-written program that the graphs' functions and classes belong to. */
export const CODE = `'use strict';
const twice = function twice(x) { return 2 * x; };
const Plain = class Plain { constructor(a) { if ($ask !== undefined) return; this.a = a; } get double() { return 2; } sum() { return this.a; } static make() {} };
const Derived = class Derived extends Plain { b = $ask === undefined ? [] : void 0; constructor(a) { super(a); if ($ask !== undefined) return; } set a(v) { this.hidden = v; } };
const Table = class Table extends Map {};
const List = class List extends Array {};
const Oops = class Oops extends TypeError {};
const Bytes = class Bytes extends Uint8Array {};
const counter = function counter(e) { return function next(by) { if ($ask !== undefined) { $ask.answer(7, [e]); return; } return (e.count += by); }; };
const arrow = function arrow(e, c) { return () => { if ($ask !== undefined) { $ask.answer(8, [e, c]); return; } return [e, c]; }; };
$link({ main: function () {}, functions: { 1: twice, 2: counter, 3: arrow }, classes: { 0: Plain, 1: Derived, 2: Table, 3: List, 4: Oops, 5: Bytes }, get: () => [], set() {} });
globalThis.$guest = { twice, Plain, Derived, Table, List, Oops, Bytes, counter, arrow };`;

export const FACTORIES = `'use strict';
$factories({ functions: {
  7: (e) => function next(by) { if ($ask !== undefined) { $ask.answer(7, [e]); return; } return (e.count += by); },
  8: (e, c) => () => { if ($ask !== undefined) { $ask.answer(8, [e, c]); return; } return [e, c]; },
}, classes: {} });`;

export interface Guest {
  twice: (x: number) => number;
  Plain: new (a: unknown) => { a: unknown; sum(): unknown };
  Derived: new (a: unknown) => { b: unknown[] };
  Table: new () => Map<unknown, unknown>;
  List: new () => unknown[];
  Oops: new (message: string) => TypeError;
  Bytes: new (n: number) => Uint8Array;
  counter(e: { count: number }): (by: number) => number;
  arrow(e: unknown, c: unknown): () => unknown;
}

/** Makes an object without its contents. */
type Make = (guest: Guest, n: number) => object;

const shells: Make[] = [
  () => ({}),
  (_, n) => ({ x: n, y: -n, z: null }),
  (_, n) => ({ name: `n${n}`, 3: 'index', '': 0, 'a-b': n }),
  () => [],
  (_, n) => [n, n + 1, n + 2],
  (_, n) => [n + 0.5, -0, Number.NaN],
  (_, n) => new Array((n % 5) + 1),
  (_, n) => Object.assign([n], { extra: true }),
  () => new Map(),
  () => new Set(),
  () => Object.create(null),
  () => Object.create({ inherited: 1 }),
  (_, n) => new Date(n * 1e9),
  () => new Date(Number.NaN),
  (_, n) => Object.assign(/a(?<x>b)*/giy, { lastIndex: n % 7 }),
  (_, n) => new RangeError(`bad ${n}`),
  (_, n) => new AggregateError([n], 'many'),
  (_, n) => Object(n),
  () => Object('text'),
  () => Object(1n),
  () => Object(Symbol.iterator),
  (_, n) => new Uint8Array(n % 9).fill(n),
  (_, n) => new Float64Array(new ArrayBuffer(64), 8 * (n % 3), 2).fill(n / 3),
  (_, n) => new DataView(new ArrayBuffer(16), n % 5),
  (_, n) => Buffer.alloc(5, n),
  (g, n) => new g.Plain(n),
  (g, n) => new g.Derived(n),
  (g) => new g.Table(),
  () => new WeakMap(),
  () => new WeakSet(),
  () => new WeakRef({}),
  (_, n) => new Proxy({ n }, {}),
  (_, n) => new Proxy([n], { has: undefined }),
  (g) => new g.List(),
  (g, n) => new g.Oops(`oops ${n}`),
  (g, n) => new g.Bytes(n % 4),
  (g, n) => g.counter({ count: n }),
  (g, n) => g.arrow({ n }, [n]),
  (g, n) => g.twice.bind({ n }, n),
  (_, n) => Object.defineProperty({ n }, 'hidden', { value: n, configurable: true }),
  (_, n) => new Function('"use strict"; return arguments')().constructor({ n }),
  (_, n) => (new Function('"use strict"; return arguments') as (...args: unknown[]) => object)(n, 'x'),
];

const KEYS = ['p', 'q', 'length2', '7', '0', Symbol.for('registered'), Symbol.toStringTag];

const primitive = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    true,
    false,
    0,
    -0,
    Number.NaN,
    Infinity,
    2 ** 28,
    -(2 ** 28) - 1,
    2 ** 31,
    1e300,
    '',
    'ünï',
    '\ud800',
    Symbol.iterator,
    Symbol.for('r'),
  ),
  fc.bigInt(),
  fc.string(),
  fc.double(),
  fc.integer(),
);

/** Something that is done to two objects, to join them. */
const edge = fc.record({
  from: fc.nat(),
  to: fc.nat(),
  how: fc.constantFrom('set', 'define', 'accessor', 'freeze', 'seal', 'prevent', 'proto', 'delete', 'cause'),
  key: fc.constantFrom(...KEYS),
  value: fc.option(primitive, { nil: undefined }),
  isPrimitive: fc.boolean(),
});

/** Recipes, so that a failing graph can be printed and made again. */
export const graphRecipe = fc.record({
  nodes: fc.array(fc.record({ kind: fc.nat(shells.length - 1), n: fc.nat(100) }), {
    minLength: 1,
    maxLength: 25,
  }),
  edges: fc.array(edge, { maxLength: 60 }),
});
export type GraphRecipe = typeof graphRecipe extends fc.Arbitrary<infer R> ? R : never;

export function cook({ nodes, edges }: GraphRecipe, guest: Guest): object[] {
  const objects = nodes.map(({ kind, n }) => shells[kind]!(guest, n));
  for (const { from, to, how, key, value, isPrimitive } of edges) {
    const object = objects[from % objects.length]!;
    const target = isPrimitive ? value : objects[to % objects.length];
    const isTyped = ArrayBuffer.isView(object);
    try {
      if (how === 'set') join(object, key, target);
      else if (how === 'define')
        Object.defineProperty(object, key, {
          value: target,
          enumerable: from % 2 === 0,
          writable: to % 2 === 0,
          configurable: from % 3 === 0,
        });
      else if (how === 'accessor')
        Object.defineProperty(object, key, {
          get: guest.arrow(target, 1) as () => unknown,
          set: undefined,
          configurable: true,
        });
      else if (how === 'freeze' && !isTyped) Object.freeze(object);
      else if (how === 'seal' && !isTyped) Object.seal(object);
      else if (how === 'prevent') Object.preventExtensions(object);
      else if (how === 'proto' && typeof target === 'object' && target !== null && from % 3 === 0)
        Object.setPrototypeOf(object, target);
      else if (how === 'delete') Reflect.deleteProperty(object, Reflect.ownKeys(object)[to % 3] ?? 'x');
      else if (how === 'cause' && object instanceof Error) object.cause = target;
    } catch (error) {
      // What the program may not do (a frozen object, a cycle of prototypes, also through a proxy) is not done.
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    }
  }
  return objects;
}

function join(object: object, key: PropertyKey, target: unknown): void {
  if (object instanceof Map) Map.prototype.set.call(object, target, key);
  else if (object instanceof Set) Set.prototype.add.call(object, target);
  else if (object instanceof WeakMap) WeakMap.prototype.set.call(object, target as object, key);
  else if (object instanceof WeakSet) WeakSet.prototype.add.call(object, target as object);
  else if (Array.isArray(object) && typeof key === 'string') object.push(target);
  else Reflect.set(object, key, target);
}
