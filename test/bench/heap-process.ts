/**
 * Takes down and makes again heaps of many objects, and serialises the same plain data with node:v8, alternately, in a process of its
 * own: `node heap-process.mjs HEAP OBJECTS ROUNDS` prints a line of JSON.
 */
import { serialize } from 'node:v8';
import vm from 'node:vm';
import { captureHeap, rehearse, restoreHeap } from '../../migrator/runtime/heap/heap.ts';
import { Engine } from '../../migrator/runtime/safepoint/engine.ts';

/** The program that the heaps' classes belong to, as the compiler would make it. */
const CODE = `'use strict';
const Node = class Node { constructor(value, left, right) { if ($ask !== undefined) return; this.value = value; this.left = left; this.right = right; } };
$link({ main() {}, functions: {}, classes: { 0: Node }, get: () => [], set() {} });
globalThis.$node = Node;`;

interface TreeNode {
  value: number;
  left: TreeNode | null;
  right: TreeNode | null;
}

/** Each makes about so many objects, plain data or instances of a class. */
const heaps: Record<string, (objects: number, Node: new (...args: unknown[]) => TreeNode) => unknown> = {
  points: (n) => Array.from({ length: n }, (_, i) => ({ x: i, y: -i, z: i * 3 })),
  particles: (n) =>
    Array.from({ length: n }, (_, i) => ({ x: i / 3, y: Math.sqrt(i), mass: 1, alive: true })),
  records: (n) =>
    Array.from({ length: n / 3 }, (_, i) => ({
      id: i,
      name: `record ${i}`,
      kind: ['file', 'folder', 'link'][i % 3],
      at: { line: i % 1000, column: i % 80 },
      tags: [i % 7, i % 11],
    })),
  list: (n) => {
    let list = null;
    for (let i = 0; i < n; i++) list = { value: i, next: list };
    return list;
  },
  tree: (n, Node) => {
    const make = (from: number, to: number): TreeNode | null => {
      if (from >= to) return null;
      const middle = (from + to) >> 1;
      return new Node(middle, make(from, middle), make(middle + 1, to));
    };
    return make(0, n);
  },
  map: (n) => new Map(Array.from({ length: n }, (_, i) => [i, { i }])),
};

const [heap, objects, rounds] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])];
const engine = new Engine({ memory: new SharedArrayBuffer(4), onHolding() {} });
engine.registry.warmUp();
new vm.Script(CODE, { filename: 'omosix:code' }).runInThisContext();
new vm.Script('$factories({ functions: {}, classes: {} })', {
  filename: 'omosix:factories',
}).runInThisContext();
rehearse(engine);
const Node = (globalThis as unknown as { $node: new (...args: unknown[]) => TreeNode }).$node;
const value = heaps[heap]!(objects, Node);

/** Of all threads: other load on the machine counts less so than by the clock. */
const nowMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const captureMs: number[] = [];
const restoreMs: number[] = [];
const serializeMs: number[] = [];
let count = 0;
let bytes = 0;
let serializedBytes = 0;
for (let round = 0; round < rounds; round++) {
  const startMs = nowMs();
  const taken = captureHeap({ frames: [], module: [value], runtime: null }, engine);
  captureMs.push(nowMs() - startMs);
  count = taken.objects;
  bytes = taken.graph.byteLength;
  const restoreStartMs = nowMs();
  restoreHeap(taken.graph, [], engine);
  restoreMs.push(nowMs() - restoreStartMs);
  try {
    const serializeStartMs = nowMs();
    serializedBytes = serialize(value).byteLength;
    serializeMs.push(nowMs() - serializeStartMs);
  } catch {
    // A list is too deep for it.
    serializedBytes = 0;
  }
}
console.log(JSON.stringify({ count, captureMs, restoreMs, serializeMs, bytes, serializedBytes }));
