import type { NodeViewMessage } from '../../protocol/control.ts';
import type { NodeInfo } from '../../protocol/node.ts';

/** What is remembered of a node: of it all measures can be made. */
export type Measured = Pick<NodeInfo, 'load' | 'speed' | 'freeBytes' | 'totalBytes'>;

/** One sample a second. */
const SAMPLE_MS = 1000;
/** More than strips can show; a chart of the last minutes is made of them. */
const KEPT_MOMENTS = 300;
const VALUES = 4;

/** All nodes at one time, by ID, each with its values in a row; the IDs are those of the moment before where the nodes are. */
interface Moment {
  ids: Uint16Array;
  values: Float32Array;
}

export interface Past {
  moments: readonly Moment[];
  /** When the last was taken. */
  atMs: number;
}

export const NO_PAST: Past = { moments: [], atMs: Number.NEGATIVE_INFINITY };

/** With what is seen now, nodes by ID, if it is time. What is missing after a pause is not made up. */
export function remembered(past: Past, nodes: readonly NodeViewMessage[], nowMs: number): Past {
  if (nowMs - past.atMs < SAMPLE_MS) return past;
  // Regular times, however late one comes.
  const atMs = nowMs - past.atMs < 2 * SAMPLE_MS ? past.atMs + SAMPLE_MS : nowMs;
  const values = new Float32Array(nodes.length * VALUES);
  for (const [row, { info, state }] of nodes.entries()) {
    if (state !== 'dead') values.set([info.load, info.speed, info.freeBytes, info.totalBytes], row * VALUES);
  }
  const before = past.moments.at(-1)?.ids;
  const ids = before && isSame(before, nodes) ? before : Uint16Array.from(nodes, ({ info }) => info.id);
  return { atMs, moments: [...past.moments, { ids, values }].slice(-KEPT_MOMENTS) };
}

const isSame = (ids: Uint16Array, nodes: readonly NodeViewMessage[]): boolean =>
  ids.length === nodes.length && nodes.every(({ info }, row) => ids[row] === info.id);

/** Where a node's values stand; null where it was not there. */
function rowOf(ids: Uint16Array, id: number): number | null {
  let from = 0;
  let to = ids.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ids[middle]! < id) from = middle + 1;
    else to = middle;
  }
  return ids[from] === id ? from : null;
}

/** What a node, or each (null), was like so many samples ago; the same object for all, which is not to be kept. */
export function eachMoment(
  { moments }: Past,
  node: number | null,
  visit: (ago: number, sample: Measured) => void,
): void {
  const sample = { load: 0, speed: 0, freeBytes: 0, totalBytes: 0 };
  for (const [at, { ids, values }] of moments.entries()) {
    const only = node === null ? null : rowOf(ids, node);
    if (node !== null && only === null) continue;
    for (let row = only ?? 0; row < (only === null ? ids.length : only + 1); row++) {
      read(values, row, sample);
      visit(moments.length - 1 - at, sample);
    }
  }
}

function read(values: Float32Array, row: number, into: Measured): Measured {
  const first = row * VALUES;
  into.load = values[first]!;
  into.speed = values[first + 1]!;
  into.freeBytes = values[first + 2]!;
  into.totalBytes = values[first + 3]!;
  return into;
}

/** The last so many samples of a node, oldest first, as far as it was there. */
export function pastOf({ moments }: Past, id: number, most: number): Measured[] {
  const samples: Measured[] = [];
  for (let at = Math.max(0, moments.length - most); at < moments.length; at++) {
    const { ids, values } = moments[at]!;
    const row = rowOf(ids, id);
    if (row !== null) samples.push(read(values, row, { load: 0, speed: 0, freeBytes: 0, totalBytes: 0 }));
  }
  return samples;
}
