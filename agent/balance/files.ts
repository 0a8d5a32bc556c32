import type { NodeView } from '../../protocol/node.ts';
import { STATE_BYTES_PER_MS } from './tuning.ts';
import type { TaskView } from './view.ts';

/**
 * What it costs a task that executes on a node to use the files of the others: ms for each ms of CPU, as slowness is. Bytes
 * that it has used of them so far, over its CPU time so far, at what a link carries. So a task that reads 50 MB of one
 * node's files per second of CPU is drawn there as by half a CPU, and one that computes is not drawn at all.
 */
export function awayFromFiles(
  { files, cpuMs }: Pick<TaskView, 'files' | 'cpuMs'>,
  { info, path }: NodeView,
): number {
  if (files === undefined || files.length === 0) return 0;
  const bytes = files.reduce((sum, one) => sum + (one.node === info.id ? 0 : one.bytes), 0);
  return bytes / (path?.bytesPerMs ?? STATE_BYTES_PER_MS) / Math.max(1, cpuMs);
}

/**
 * The same of what it waits for its home: answers of its deputy so far, each a round trip away. So one that asks its home a thousand times per second of
 * CPU, at a round trip of a millisecond, is as slow away as beside another task.
 */
export const awayFromHome = (
  { answers = 0, cpuMs }: Pick<TaskView, 'answers' | 'cpuMs'>,
  { isSelf, path }: NodeView,
): number => (isSelf ? 0 : (answers * (path?.rttMs ?? 0)) / Math.max(1, cpuMs));
