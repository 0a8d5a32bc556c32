import { takeDown } from './capture.ts';
import type { HeapEngine } from './kind.ts';
import { withLayout } from './peek.ts';
import { withPristineRealm } from './pristine-realm.ts';
import { restoreHeap } from './restore.ts';

const ROUNDS = 3;
const ITEMS = 64;

/**
 * The first capture and the first restore of a process would spend most of their time on compiling this very code, while
 * the task stands still. So both are gone through once with a small heap, while nobody waits: a host that has nothing to
 * do yet, or a target while the task still runs elsewhere.
 */
export function rehearse(engine: HeapEngine): void {
  withLayout(() => {
    let changed = engine.registry.changes();
    for (let round = 1; round < ROUNDS; round++) changed = engine.registry.changes();
    withPristineRealm(changed, () => {
      for (let round = 0; round < ROUNDS; round++) {
        // What the guest has changed is left out: it must not be restored into the very objects that the task uses.
        const { graph, buffers } = takeDown(
          { frames: [{ fn: 0, pc: 0, self: undefined, locals: [1] }], module: [sample()], runtime: null },
          engine,
          [],
        );
        restoreHeap(
          graph,
          buffers.map((each) => each.slice()),
          engine,
        );
      }
    });
  });
}

function sample(): unknown {
  const items = [];
  for (let i = 0; i < ITEMS; i++)
    items.push({ id: i, at: { x: i / 3, y: -i }, name: `item ${i}`, tags: [i, 'a'] });
  const walk = new Map<unknown, unknown>([
    ['a', items],
    [items[0], 1n],
  ]).entries();
  return {
    items,
    walk,
    keys: items.keys(),
    numbers: [1, 2, 3],
    fractions: [0.5, 1.5],
    holes: new Array(3),
    set: new Set(items),
    bytes: new Uint8Array(16),
    when: new Date(0),
    word: /a/g,
    wrong: new TypeError('example', { cause: 1 }),
    frozen: Object.freeze({ a: 1, symbol: Symbol('c') }),
    bare: Object.create(null),
    bound: Math.max.bind(null, 1),
    builtin: Array.prototype.map,
  };
}
