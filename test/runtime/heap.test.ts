import { beforeAll, describe, expect, test } from 'vitest';
import { captureHeap, rehearse, restoreHeap, type Uncapturable } from '../../migrator/runtime/heap/heap.ts';
import { withLayout } from '../../migrator/runtime/heap/peek.ts';
import { engine, load, roundTrip } from './engine.ts';
import { CODE, FACTORIES, type Guest } from './graphs.ts';

type Mixed = Guest & {
  mixin(base: new () => object, env: { n: number }): new () => { get(): number; own?: number };
  later(env: { n: number }): (x: number) => Promise<number>;
  Old: { new (n: number): { n: number }; prototype: object };
};

const MORE = `
const mixin = (Base, $e) => class Mixed extends Base { static { $cls(this, 9, () => [$e]); } get() { return $e.n; } static size = 3; };
const later = ($e) => $fn(async (x) => $e.n + x, 10, () => [$e]);
const Old = function Old(n) { this.n = n; };
Object.assign($guest, { mixin, later, Old });
$link({ main() {}, functions: { 4: mixin, 5: later, 6: Old }, classes: {}, get: () => [cache, total], set() {} });
let cache, total;`;
const MORE_FACTORIES = `$factories({ functions: { 7: $e7, 8: $e8, 10: ($e) => $fn(async (x) => $e.n + x, 10, () => [$e]) },
  classes: { 9: ($e, $super) => class Mixed extends $super { static { $cls(this, 9, () => [$e]); } get() { return $e.n; } static size; } } });
var $e7, $e8;`;

let guest: Mixed;
beforeAll(() => {
  load(
    CODE + MORE,
    FACTORIES.replace("'use strict';\n", '').replace('$factories(', 'globalThis.$made = (') +
      MORE_FACTORIES.replace('$e7', '$made.functions[7]')
        .replace('$e8', '$made.functions[8]')
        .replace('\nvar $e7, $e8;', ''),
  );
  guest = (globalThis as unknown as { $guest: Mixed }).$guest;
  Reflect.deleteProperty(globalThis, '$guest');
  Reflect.deleteProperty(globalThis, '$made');
});

const refusal = (value: unknown): string => {
  try {
    roundTrip(value);
  } catch (error) {
    return (error as Uncapturable).reason.reason.replace(/^.*?: /, '');
  }
  return 'none';
};

describe('functions', () => {
  test('closures share their environment, and the original keeps its own', () => {
    const env = { count: 1 };
    const pair = [guest.counter(env), guest.counter(env)];
    const [a, b] = roundTrip(pair);
    expect([a!(1), b!(1), pair[0]!(1)]).toEqual([2, 3, 2]);
    expect(a!.name).toBe('next');
  });

  test('a long chain of closures over closures needs no deep stack', () => {
    let chain = guest.arrow(0, 0);
    for (let i = 0; i < 50_000; i++) chain = guest.arrow(chain, i);
    type Link = () => [Link | number, number];
    let again = roundTrip(chain) as Link;
    let depth = 0;
    for (let next = again()[0]; typeof next === 'function'; next = again()[0]) {
      again = next;
      depth++;
    }
    expect(depth).toBe(50_000);
  });

  test('what bind gave still knows its parts', () => {
    const target = { n: 5 };
    const bound = guest.twice.bind(target, 4);
    const again = roundTrip({ bound, target });
    expect([(again.bound as () => number)(), again.bound.name, again.bound.length]).toEqual([
      8,
      'bound twice',
      0,
    ]);
  });

  test('async functions that registered themselves', async () => {
    expect(await roundTrip(guest.later({ n: 40 }))(2)).toBe(42);
  });

  test('old-style constructors, with methods on their prototype', () => {
    const { Old } = guest;
    Object.assign(Old.prototype, {
      double(this: { n: number }) {
        return 2 * this.n;
      },
    });
    Reflect.deleteProperty(Old.prototype, 'double');
    const one = new Old(4);
    const [again, constructor] = roundTrip([one, Old] as const);
    expect(constructor).toBe(Old);
    expect(again).toBeInstanceOf(Old);
  });
});

describe('classes made at run time', () => {
  test('instances, statics and methods hang together', () => {
    const Mixed = guest.mixin(guest.Plain as never, { n: 7 });
    (Mixed as unknown as { extra: number }).extra = 1;
    const one = new Mixed();
    const again = roundTrip({ Mixed, one, get: Mixed.prototype.get });
    expect(again.Mixed).not.toBe(Mixed);
    expect(again.one).toBeInstanceOf(again.Mixed);
    expect(again.one).toBeInstanceOf(guest.Plain);
    expect(again.one.get()).toBe(7);
    expect(again.Mixed.prototype.get).toBe(again.get);
    expect({ ...again.Mixed }).toEqual({ size: 3, extra: 1 });
  });

  test('they survive a second move', () => {
    const Mixed = guest.mixin(guest.Plain as never, { n: 8 });
    const again = roundTrip(roundTrip([new Mixed(), Mixed] as const));
    expect([again[0].get(), again[0] instanceof again[1]]).toEqual([8, true]);
  });
});

describe('what the program has changed about builtins and its own classes', () => {
  test('is carried', () => {
    const patched = guest.arrow('patched', 1);
    Object.defineProperty(Array.prototype, 'mine', { value: patched, configurable: true });
    (guest.Plain as unknown as { count: number }).count = 5;
    const { graph, buffers } = captureHeap({ frames: [], module: [], runtime: null }, engine);
    Reflect.deleteProperty(Array.prototype, 'mine');
    Reflect.deleteProperty(guest.Plain, 'count');
    restoreHeap(graph, buffers, engine);
    expect((Array.prototype as unknown as { mine(): unknown }).mine()).toEqual(['patched', 1]);
    expect((guest.Plain as unknown as { count: number }).count).toBe(5);
    Reflect.deleteProperty(Array.prototype, 'mine');
    Reflect.deleteProperty(guest.Plain, 'count');
    expect(withLayout(() => engine.registry.changes())).toEqual([]);
  });

  test('is not called by the walk', () => {
    const calls: PropertyKey[] = [];
    const { apply, defineProperty } = Reflect;
    let armed = false;
    const patch = (owner: object, key: PropertyKey): (() => void) => {
      const before = Object.getOwnPropertyDescriptor(owner, key)!;
      const spy = function (this: unknown, ...args: unknown[]): unknown {
        if (armed) calls[calls.length] = key;
        return apply(before.value, this, args);
      };
      defineProperty(owner, key, { ...before, value: spy });
      return () => defineProperty(owner, key, before);
    };
    const owners: [object, PropertyKey[]][] = [
      [Map.prototype, ['get', 'set', 'has', 'forEach']],
      [Set.prototype, ['add', 'has']],
      [Array.prototype, ['push', 'map', 'filter', 'every', 'indexOf', 'find', 'includes', Symbol.iterator]],
      [Function.prototype, ['call', 'apply', 'bind', 'toString']],
      [Object, ['keys', 'create', 'defineProperty', 'getOwnPropertyDescriptor']],
      [Reflect, ['ownKeys', 'apply', 'construct']],
    ];
    const value = {
      map: new Map([[1, new Set(['a'])]]),
      list: [1, 'b', null],
      f: guest.counter({ count: 1 }),
      bound: guest.twice.bind(null),
      one: new guest.Derived(1),
    };
    const undo = owners.flatMap(([owner, keys]) => keys.map((key) => patch(owner, key)));
    let words = '';
    try {
      armed = true;
      captureHeap({ frames: [], module: [value], runtime: null }, engine);
    } catch (error) {
      // The spies are no functions of the program; before they are found, everything else has been walked.
      words = (error as Error).message;
    } finally {
      armed = false;
      for (let i = undo.length - 1; i >= 0; i--) undo[i]!();
    }
    expect(words).toContain('not part of the program');
    expect(calls).toEqual([]);
  });
});

describe('iterators', () => {
  test('of Map and Set stand where they stood, and the original is not moved on', () => {
    const map = new Map([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    const walk = map.entries();
    walk.next();
    map.delete(1);
    map.delete(2);
    const again = roundTrip({ map, walk });
    again.map.set(4, 'd');
    expect([...again.walk]).toEqual([
      [3, 'c'],
      [4, 'd'],
    ]);
    expect([...walk]).toEqual([[3, 'c']]);
  });

  test('at their end stay there, and just before it do not', () => {
    const set = new Set(['x']);
    const [before, after] = [set.values(), set.values()];
    before.next();
    after.next();
    after.next();
    const again = roundTrip({ set, before, after });
    again.set.add('y');
    expect([[...again.before], [...again.after], [...set]]).toEqual([['y'], [], ['x']]);
  });

  test('of arrays, strings and matches', () => {
    const entries = ['a', 'b'].entries();
    entries.next();
    const matches = 'a1b2c3'.matchAll(/[a-z](\d)/g);
    matches.next();
    const keys = new Uint8Array(3).keys();
    keys.next();
    const again = roundTrip({ entries, matches, keys });
    expect([[...again.entries], [...again.matches].map((m) => m[1]), [...again.keys]]).toEqual([
      [[1, 'b']],
      ['2', '3'],
      [1, 2],
    ]);
    expect([...entries]).toEqual([[1, 'b']]);
  });

  test('look like the builtin ones', () => {
    expect(Object.prototype.toString.call([].entries())).toBe('[object Array Iterator]');
    expect([...[7].entries()]).toEqual([[0, 7]]);
    expect([...Array(3).keys()]).toEqual([0, 1, 2]);
    expect(() => Reflect.apply(Array.prototype.keys, null, [])).toThrow(TypeError);
  });
});

describe('what cannot be carried is named, with the way to it', () => {
  test.each([
    ['a promise', () => Promise.resolve()],
    ['an async generator', () => (async function* () {})()],
    ['a FinalizationRegistry', () => new FinalizationRegistry(() => {})],
    ['an array iterator', () => [1].values()],
    ['a function odd that was not part of the program when it started', () => function odd() {}],
  ])('%s', (what, make) => {
    expect(refusal({ list: [0, { deep: make() }] })).toBe(
      `module variable cache → list → [1] → deep → ${what}`,
    );
  });

  test('in a Map, a closure, a local', () => {
    expect(refusal(new Map([['k', Promise.resolve()]]))).toBe(
      'module variable cache → value of k → a promise',
    );
    expect(refusal(guest.arrow(Promise.resolve(), 1))).toBe(
      'module variable cache → what the function closes over → a promise',
    );
  });

  test('and nothing has changed by trying', () => {
    const map = new Map([[1, Promise.resolve()]]);
    const walk = map.values();
    refusal({ map, walk });
    expect([...walk]).toHaveLength(1);
  });
});

test('buffers travel as they are, and views of one buffer still share it', () => {
  const memory = new ArrayBuffer(16);
  const bytes = new Uint8Array(memory, 4, 4);
  const words = new Uint32Array(memory, 4, 1);
  const pooled = [Buffer.from('abc'), Buffer.from('def')];
  const { graph, buffers } = captureHeap(
    { frames: [], module: [{ bytes, words, pooled }], runtime: null },
    engine,
  );
  expect(buffers[0]!.buffer).toBe(memory);
  const received = buffers.map((each) => each.slice());
  const again = restoreHeap(graph, received, engine).module[0] as {
    bytes: Uint8Array;
    words: Uint32Array;
    pooled: Buffer[];
  };
  expect(again.bytes.buffer).toBe(received[0]!.buffer);
  again.bytes[0] = 255;
  expect([again.words[0], words[0]]).toEqual([255, 0]);
  expect(again.pooled.map(String)).toEqual(['abc', 'def']);
  expect(again.pooled[0]!.buffer).toBe(again.pooled[1]!.buffer);
});

test('objects that their constructor can make again', () => {
  const url = new URL('http://a/b?c=1#d');
  const value = {
    url,
    params: url.searchParams,
    alone: new URLSearchParams('x=1&x=2'),
    money: new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' }),
    encoder: new TextEncoder(),
  };
  const again = roundTrip(value);
  again.params.set('c', '2');
  expect([again.url.href, url.href, again.url.searchParams === again.params]).toEqual([
    'http://a/b?c=2#d',
    'http://a/b?c=1#d',
    true,
  ]);
  expect([...again.alone]).toEqual([
    ['x', '1'],
    ['x', '2'],
  ]);
  expect(again.money.format(1234.5)).toBe(value.money.format(1234.5));
  expect([...again.encoder.encode('ü')]).toEqual([195, 188]);
});

test('frames and the runtime’s own state are roots too', () => {
  const shared = { n: 1 };
  const roots = {
    frames: [{ fn: 3, pc: 1, self: shared, locals: [undefined, -0, shared] }],
    module: [shared],
    runtime: { jobs: [guest.twice], at: shared },
  };
  const { graph, buffers } = captureHeap(roots, engine);
  const again = restoreHeap(graph, buffers, engine);
  expect(again).toEqual(roots);
  expect(again.frames[0]!.self).toBe((again.runtime as typeof roots.runtime).at);
  expect(again.frames[0]!.self).not.toBe(shared);
});

test('instances have the hidden class that the constructor gives', async () => {
  const { default: vm } = await import('node:vm');
  const { setFlagsFromString } = await import('node:v8');
  const [instance, literal] = roundTrip([new guest.Derived(5), { x: 1, y: { z: 2 } }] as const);
  setFlagsFromString('--allow-natives-syntax');
  const same = new vm.Script('(a, b) => %HaveSameMap(a, b)').runInThisContext() as (
    a: object,
    b: object,
  ) => boolean;
  const make = new Function('return { x: 5, y: { z: 3 } }') as () => { y: object };
  const verdict = [
    same(instance, new guest.Derived(6)),
    same(literal, make()),
    same(literal.y, make().y),
    same(literal, literal.y),
  ];
  setFlagsFromString('--no-allow-natives-syntax');
  expect(verdict).toEqual([true, true, true, false]);
});

test('a rehearsal leaves everything as it is', () => {
  (guest.Plain as unknown as { kept: object }).kept = {};
  const { kept } = guest.Plain as unknown as { kept: object };
  rehearse(engine);
  expect((guest.Plain as unknown as { kept: object }).kept).toBe(kept);
  Reflect.deleteProperty(guest.Plain, 'kept');
});
