/** Capture and restore of heaps of many sizes, and the bytes they take. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import type { HostWorld } from '../../host/support/world.ts';
import { summary } from '../statistics.ts';
import { cells, type Row } from '../table.ts';

const OBJECTS_GOAL_MS = 600;

interface Heap {
  what: string;
  /** An expression that makes it. */
  make: string;
  /** A million objects: there is a goal for their time. */
  isMillion?: boolean;
}

const objects = (count: number): string =>
  `Array.from({ length: ${count} }, (_, i) => ({ id: i, name: 'n' + (i % 100), at: i / 2 }))`;
const buffers = (bytes: number): string => `[new Uint8Array(${bytes}).fill(7)]`;

const HEAPS: Heap[] = [
  { what: '1 kB of objects', make: objects(20) },
  { what: '100 kB of objects', make: objects(2000) },
  { what: '5 MB of objects', make: objects(100_000) },
  { what: 'a million objects', make: objects(1_000_000), isMillion: true },
  { what: '1 kB in a buffer', make: buffers(1e3) },
  { what: '1 MB in a buffer', make: buffers(1e6) },
  { what: '100 MB in a buffer', make: buffers(1e8) },
  { what: '1 GB in a buffer', make: buffers(1e9) },
];

/** Lives long enough to be moved; its result shows that it arrived. */
const program = (make: string): string => `const heap = ${make};
const last = heap[heap.length - 1];
let turns = 0;
const until = 4096 * 20;
for (let i = 0; i < until; i++) turns++;
console.log(turns === until, heap.length, heap[heap.length - 1] === last);
`;

export async function heap(
  world: HostWorld,
  directory: string,
  repeats: number,
  only: readonly string[],
): Promise<Row[]> {
  const rows: Row[] = [];
  // What a program without any data takes, for itself.
  const own = (await moves(world, directory, '[0]', 1))[0]!.bytes;
  for (const { what, make, isMillion } of HEAPS) {
    if (only.length > 0 && !only.some((each) => what.includes(each))) continue;
    const measured = await moves(world, directory, make, repeats);
    for (const [name, ms] of [
      ['capture', measured.map(({ captureMs }) => captureMs)],
      ['restore', measured.map(({ restoreMs }) => restoreMs)],
    ] as const) {
      const times = summary(ms);
      const goal = isMillion ? `≤ ${OBJECTS_GOAL_MS} ms` : '';
      rows.push({
        what: `${name}, ${what}`,
        ...cells(times, 1, ' ms'),
        goal,
        isMet: isMillion ? times.median <= OBJECTS_GOAL_MS : null,
      });
    }
    const bytes = measured[0]!.bytes - own;
    const plain = plainBytes(make);
    rows.push({
      what: `bytes : v8.serialize, ${what}`,
      measured: (bytes / plain).toFixed(2),
      spread: `${bytes} B`,
      goal: '≤ 1',
      isMet: bytes <= plain,
    });
  }
  return rows;
}

/** Of the same plain data. */
const plainBytes = (make: string): number => serialize(new Function(`return ${make}`)()).length;

interface Move {
  captureMs: number;
  restoreMs: number;
  bytes: number;
}

async function moves(world: HostWorld, directory: string, make: string, repeats: number): Promise<Move[]> {
  const file = join(directory, 'heap.mts');
  writeFileSync(file, program(make));
  const found: Move[] = [];
  for (let i = 0; i < repeats; i++) {
    const running = await world.start(file, { afterPolls: [10], moves: 1, warm: true });
    const { stdout, stderr } = await running.ended;
    const moved = running.events.find(({ op }) => op === 'moved') as unknown as Move | undefined;
    const restored = running.events.find(({ op }) => op === 'restored') as unknown as Move | undefined;
    if (!moved || !restored || !/^true \d+ true\n$/.test(stdout))
      throw new Error(`${make}: ${stdout}${stderr}${JSON.stringify(running.events)}`);
    found.push({ captureMs: moved.captureMs, restoreMs: restored.restoreMs, bytes: moved.bytes });
  }
  return found;
}
