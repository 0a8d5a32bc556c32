import { STATE_BYTES_PER_MS } from './tuning.ts';
import type { TaskView } from './view.ts';

/**
 * What it costs a task that executes on a node to use the files of the others: ms for each ms of CPU, as slowness is. Bytes
 * that it has used of them so far, over its CPU time so far, at what a link carries. So a task that reads 50 MB of one
 * node's files per second of CPU is drawn there as by half a CPU, and one that computes is not drawn at all.
 */
export function awayFromFiles({ files, cpuMs }: Pick<TaskView, 'files' | 'cpuMs'>, node: number): number {
  if (files === undefined || files.length === 0) return 0;
  const bytes = files.reduce((sum, one) => sum + (one.node === node ? 0 : one.bytes), 0);
  return bytes / STATE_BYTES_PER_MS / Math.max(1, cpuMs);
}
