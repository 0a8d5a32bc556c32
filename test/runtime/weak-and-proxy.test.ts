import { beforeAll, describe, expect, test } from 'vitest';
import { captureHeap } from '../../migrator/runtime/heap/heap.ts';
import { engine, load, roundTrip } from './engine.ts';
import { CODE, FACTORIES, type Guest } from './graphs.ts';

let guest: Guest;
beforeAll(() => {
  load(CODE, FACTORIES);
  guest = (globalThis as unknown as { $guest: Guest }).$guest;
  Reflect.deleteProperty(globalThis, '$guest');
});

describe('weak collections', () => {
  test('carry the entries whose keys are reached without them, however late', () => {
    const a = { key: 'a' };
    const b = { key: 'b' };
    const lost = { key: 'lost' };
    const map = new WeakMap<object, unknown>([
      [a, b],
      [b, lost],
      [lost, a],
      [guest.Plain, 'class'],
    ]);
    const later = new WeakMap<object, unknown>([[lost, 'found by the other']]);
    const [again, key, second] = roundTrip([map, a, later] as const);
    expect(again.get(key)).toEqual(b);
    const found = again.get(again.get(key) as object) as object;
    expect([found, again.get(found) === key, second.get(found), again.get(guest.Plain)]).toEqual([
      lost,
      true,
      'found by the other',
      'class',
    ]);
  });

  test('leave out what nobody else holds', () => {
    const members = new WeakSet([{}, {}]);
    const map = new WeakMap([[{ alone: true }, [1, 2, 3]]]);
    const { objects } = captureHeap({ frames: [], module: [{ members, map }], runtime: null }, engine);
    const bare = captureHeap(
      { frames: [], module: [{ members: new WeakSet(), map: new WeakMap() }], runtime: null },
      engine,
    );
    expect(objects).toBe(bare.objects);
  });

  test('a part of a function is reached through it', () => {
    const made = guest.counter({ count: 1 });
    const map = new WeakMap<object, string>([[made.prototype as object, 'prototype']]);
    const [again, table] = roundTrip([made, map] as const);
    expect(table.get(again.prototype as object)).toBe('prototype');
  });

  test('a reference keeps its target, or is as empty as it was', () => {
    const target = { n: 1 };
    const [again, ref] = roundTrip([target, new WeakRef(target)] as const);
    expect(ref.deref()).toBe(again);
    expect(roundTrip(new WeakRef(target)).deref()).toEqual(target);
  });
});

describe('proxies', () => {
  test('keep target, handler and identity; what revokes them still does', () => {
    const handler = { get: guest.arrow('trapped', 1) as () => unknown };
    const { proxy, revoke } = Proxy.revocable({ plain: 1 } as Record<string, unknown>, handler);
    const again = roundTrip({ proxy, revoke, same: [proxy], heir: Object.create(proxy) as { x: unknown } });
    expect(again.proxy.x).toEqual(['trapped', 1]);
    expect(again.heir.x).toEqual(['trapped', 1]);
    expect(again.same[0]).toBe(again.proxy);
    again.revoke();
    expect(() => again.proxy.x).toThrow(TypeError);
    expect(proxy.x).toEqual(['trapped', 1]);
  });

  test('run no trap while they are walked and made again', () => {
    // Any trap of these ends in a TypeError.
    const handler: ProxyHandler<object> = new Proxy({}, { get: guest.arrow(1, 2) as () => never });
    const proxy = new Proxy(guest.Plain, handler);
    expect(() => Object.keys(proxy)).toThrow(TypeError);
    const heirs: object[] = [Object.create(guest.Plain.prototype), Object.create(proxy), []];
    Object.setPrototypeOf(heirs[2], new Proxy(Array.prototype, handler));
    for (const x of [1, 2, 3]) {
      const each = { x };
      heirs.push(Object.setPrototypeOf(each, new Proxy({}, handler)) as object);
    }
    const [, again] = roundTrip([proxy, heirs] as const);
    expect([again.length, Object.keys(again[3]!)]).toEqual([6, ['x']]);
  });

  test.each([
    ['an object', {}, 'object'],
    ['a function', () => {}, 'function'],
    ['a class', class {}, 'function'],
  ])('%s that was revoked stays so', (_, target, type) => {
    const { proxy, revoke } = Proxy.revocable(target, {});
    revoke();
    const again = roundTrip(proxy);
    expect(typeof again).toBe(type);
    expect(() => (again as { x?: 1 }).x).toThrow('revoked');
    const words = (each: object): string => {
      try {
        Reflect.construct(Object, [], each as Function);
        return '';
      } catch (error) {
        return (error as Error).message.replace(/^.*? is not/, 'is not');
      }
    };
    expect(words(again)).toBe(words(proxy));
  });
});
