import { OUTPUT_WINDOW_BYTES } from '../../../protocol/limits.ts';
import { failWrite, joinsLast, noteWrite } from '../loop/output.ts';
import type { Task } from '../task.ts';

/** One record of output; more is split so that a large write does not hold a whole frame back. */
const PIECE_BYTES = 256 * 1024;

/**
 * Writes to standard output or error, in order with all other effects, each at once. Waits, where the task can be
 * captured, while too much is not yet acknowledged. To be called within a restartable shim. Returns the error if it is
 * known that the stream takes no more; the stream tells of it after the ticks, as Node's does.
 */
export function writeOut(task: Task, fd: 1 | 2, bytes: Uint8Array, fromConsole: boolean): Error | null {
  const { output } = task.state;
  for (let at = 0; at < bytes.length && !output.failure[fd]; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    const joins = joinsLast(task.state, fd, piece.length, fromConsole);
    const seq = task.syscalls.write(fd, piece, joins);
    // 0: it was written before a capture in the wait below.
    if (seq !== 0) noteWrite(task.state, seq, fd, piece.length, fromConsole);
    if (output.unackedBytes > OUTPUT_WINDOW_BYTES) {
      task.syscalls.waitUntil(
        () => output.unackedBytes <= OUTPUT_WINDOW_BYTES || output.failure[fd] !== null,
      );
    }
  }
  return bytes.length > 0 && output.failure[fd] ? failWrite(task.state, fd, fromConsole) : null;
}
