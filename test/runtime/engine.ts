import vm from 'node:vm';
import { captureHeap, restoreHeap } from '../../migrator/runtime/heap/heap.ts';
import { Engine } from '../../migrator/runtime/safepoint/engine.ts';
import type { CantMove } from '../../protocol/node.ts';

export const holding: CantMove[] = [];

/** One per test file: the engine's globals can be installed once in a process. */
export const engine = new Engine({
  memory: new SharedArrayBuffer(4),
  onHolding: (why) => {
    holding.push(why);
  },
});

/** Loads hand-written scripts as a compiler would make them. */
export function load(code: string, factories = '$factories({ functions: {}, classes: {} });'): void {
  // The test runner changes these all the time.
  for (const key of Object.getOwnPropertyNames(globalThis)) {
    const value: unknown = Reflect.get(globalThis, key);
    if (/^(__vitest|console$|process$)/.test(key) && typeof value === 'object' && value !== null)
      engine.registry.registerOpaque(key, value);
  }
  engine.registry.warmUp();
  for (const [file, text] of [
    ['omosix:code', code],
    ['omosix:factories', factories],
  ] as const) {
    runScript(file, text);
  }
}

export function runScript(file: string, text: string): void {
  engine.addScript(file, text);
  new vm.Script(text, { filename: file }).runInThisContext();
}

/** Takes a value down and makes it again, in this very process. */
export function roundTrip<T>(value: T): T {
  const { graph, buffers } = captureHeap({ frames: [], module: [value], runtime: null }, engine);
  return restoreHeap(
    graph,
    buffers.map((each) => each.slice()),
    engine,
  ).module[0] as T;
}
