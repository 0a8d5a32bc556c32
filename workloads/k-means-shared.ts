// Groups points of the plane by Lloyd's algorithm, in memory that the program and its workers share: each worker has a part of the points,
// and all wait for each other after each step. Until its workers start the program moves, with the points; then it stays.
// Usage: k-means-shared.ts [POINTS] [GROUPS] [WORKERS]

import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const STEPS = 20;
const SIZE = 1000;
/** Sums are whole, so that their order does not matter. */
const GRAIN = 1024;

interface Shared {
  /** x and y of each point, and the group that it belongs to. */
  points: Int32Array;
  groups: Uint8Array;
  /** x and y of each group. */
  centres: Int32Array;
  /** x, y and number of points, of each group. */
  sums: Int32Array;
  /** Workers that have come to the end of a step, and the step. */
  barrier: Int32Array;
  workers: number;
}

const shared = (words: number): Int32Array => new Int32Array(new SharedArrayBuffer(words * 4));

function makeShared(points: number, groups: number, workers: number): Shared {
  return {
    points: shared(points * 2),
    groups: new Uint8Array(new SharedArrayBuffer(points)),
    centres: shared(groups * 2),
    sums: shared(groups * 3),
    barrier: shared(2),
    workers,
  };
}

/** Clouds of different sizes; the same ones each time. */
function scatter({ points, centres }: Shared): void {
  let seed = 12_345;
  const random = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed / 0x80000000;
  };
  const clouds = Array.from({ length: 12 }, () => [random() * SIZE, random() * SIZE, 20 + random() * 60]);
  for (let i = 0; i < points.length; i += 2) {
    const [x, y, width] = clouds[Math.floor(random() * clouds.length)]!;
    let dx = 0;
    let dy = 0;
    for (let k = 0; k < 12; k++) {
      dx += random() - 0.5;
      dy += random() - 0.5;
    }
    points[i] = Math.round((x! + dx * width!) * GRAIN);
    points[i + 1] = Math.round((y! + dy * width!) * GRAIN);
  }
  for (let i = 0; i < centres.length; i += 2) {
    const at = Math.floor((i / centres.length) * points.length) & ~1;
    centres[i] = points[at]!;
    centres[i + 1] = points[at + 1]!;
  }
}

function nearest({ centres }: Shared, x: number, y: number): number {
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (let i = 0; i < centres.length; i += 2) {
    const dx = (x - centres[i]!) / GRAIN;
    const dy = (y - centres[i + 1]!) / GRAIN;
    const distance = dx * dx + dy * dy;
    if (distance < bestDistance) {
      bestDistance = distance;
      best = i / 2;
    }
  }
  return best;
}

/** Returns when all have come; the last one does `last` before. */
function meet({ barrier, workers }: Shared, last: () => void): void {
  const step = Atomics.load(barrier, 1);
  if (Atomics.add(barrier, 0, 1) + 1 < workers) {
    while (Atomics.load(barrier, 1) === step) Atomics.wait(barrier, 1, step);
    return;
  }
  last();
  Atomics.store(barrier, 0, 0);
  Atomics.add(barrier, 1, 1);
  Atomics.notify(barrier, 1);
}

function work(memory: Shared, index: number): void {
  const { points, groups, centres, sums, workers } = memory;
  const from = Math.floor((groups.length * index) / workers);
  const to = Math.floor((groups.length * (index + 1)) / workers);
  for (let step = 0; step < STEPS; step++) {
    // Grains are left out of the sums: so those of all points fit into 32 bits.
    const own = new Float64Array(sums.length);
    for (let i = from; i < to; i++) {
      const x = points[2 * i]!;
      const y = points[2 * i + 1]!;
      const group = nearest(memory, x, y);
      groups[i] = group;
      own[3 * group]! += x;
      own[3 * group + 1]! += y;
      own[3 * group + 2]! += 1;
    }
    for (let i = 0; i < own.length; i += 3) {
      Atomics.add(sums, i, Math.floor(own[i]! / GRAIN));
      Atomics.add(sums, i + 1, Math.floor(own[i + 1]! / GRAIN));
      Atomics.add(sums, i + 2, own[i + 2]!);
    }
    meet(memory, () => {
      if (step === STEPS - 1) return;
      for (let i = 0; i < centres.length / 2; i++) {
        const count = sums[3 * i + 2]!;
        if (count === 0) continue;
        centres[2 * i] = Math.floor((sums[3 * i]! / count) * GRAIN);
        centres[2 * i + 1] = Math.floor((sums[3 * i + 1]! / count) * GRAIN);
      }
      sums.fill(0);
    });
  }
}

function print({ centres, sums }: Shared): void {
  const lines: string[] = [];
  for (let i = 0; i < centres.length / 2; i++) {
    const [x, y] = [centres[2 * i]! / GRAIN, centres[2 * i + 1]! / GRAIN];
    lines.push(
      `${x.toFixed(2).padStart(9)} ${y.toFixed(2).padStart(9)} ${String(sums[3 * i + 2]).padStart(8)} points`,
    );
  }
  console.log(lines.sort().join('\n'));
}

if (isMainThread) {
  const [points = 200_000, groups = 12, workers = 4] = process.argv.slice(2).map(Number);
  const memory = makeShared(points, groups, workers);
  scatter(memory);
  let running = workers;
  for (let index = 0; index < workers; index++) {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { memory, index } });
    worker.on('exit', () => {
      if (--running === 0) print(memory);
    });
  }
} else work(workerData.memory, workerData.index);
