import { HOST_BYTES, MEMORY_RESERVE_BYTES } from '../agent/balance/tuning.ts';
import type { Machines } from './machines.ts';
import { emptyTasks, type Tasks } from './mix.ts';
import type { SimRandom } from './random.ts';

const MIB = 2 ** 20;
const FIELDS = 'seconds, CPU seconds, MiB, home';

/**
 * Tasks that have really been, as an accounting log has them: a line each,
 *
 *     seconds,CPU seconds,MiB,home
 *
 * when it began, what it used of CPU on the fastest machine and of memory at most, and the number of the node on which it was started
 * (any, by chance, where there is none). Lines that begin with # are left out.
 * @throws Error with the line's number
 */
export function tasksOfTrace(text: string, cluster: Machines, random: SimRandom): Tasks {
  const lines = text.split('\n').map((line, i) => ({ line: line.trim(), number: i + 1 }));
  const rows = lines
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ line, number }) => rowOf(line, number, cluster))
    .sort((a, b) => a.seconds - b.seconds);
  if (rows.length === 0) throw new Error(`no task is in it; a line for each is wanted: ${FIELDS}`);
  const tasks = emptyTasks(rows.length);
  const most = Math.max(...cluster.memoryBytes) - MEMORY_RESERVE_BYTES;
  rows.forEach((row, i) => {
    tasks.atMs[i] = 1000 * (row.seconds - rows[0]!.seconds);
    tasks.cpuMs[i] = Math.max(1, 1000 * row.cpuSeconds);
    tasks.memoryBytes[i] = Math.max(HOST_BYTES, Math.min(most, row.mebibytes * MIB));
    tasks.home[i] = row.home === null ? random.int(0, cluster.count - 1) : row.home - 1;
  });
  return tasks;
}

interface TraceRow {
  seconds: number;
  cpuSeconds: number;
  mebibytes: number;
  home: number | null;
}

function rowOf(line: string, number: number, { count }: Machines): TraceRow {
  const cells = line.split(',').map((cell) => cell.trim());
  const wrong = (why: string): Error => new Error(`line ${number}: ${why}; wanted are ${FIELDS}`);
  if (cells.length < 3 || cells.length > 4) throw wrong(`${cells.length} fields`);
  const [seconds, cpuSeconds, mebibytes] = cells.slice(0, 3).map((cell) => {
    const value = Number(cell);
    if (cell === '' || !(value >= 0 && value < 1e15)) throw wrong(`"${cell}" is not a number from 0`);
    return value;
  }) as [number, number, number];
  const home = (cells[3] ?? '') === '' ? null : Number(cells[3]);
  if (home !== null && !(Number.isInteger(home) && home >= 1 && home <= count))
    throw wrong(`home "${cells[3]}" is none of the nodes 1 to ${count}`);
  return { seconds, cpuSeconds, mebibytes, home };
}
