import { OUTPUT_WINDOW_BYTES } from '../../../protocol/limits.ts';
import type { OutputState } from '../loop/state.ts';
import type { Task } from '../task.ts';

/** One record of output; more is split so that a large write does not hold a whole frame back. */
const PIECE_BYTES = 256 * 1024;

/** Writes are acknowledged together up to so many bytes: few entries, though a program may print short lines. */
const GROUP_BYTES = 16 * 1024;

function note(output: OutputState, seq: number, fd: 1 | 2, bytes: number, fromConsole: boolean): void {
  output.unackedBytes += bytes;
  const last = output.unacked.at(-1);
  if (last && last.fd === fd && last.fromConsole === fromConsole && last.bytes + bytes <= GROUP_BYTES) {
    last.lastSeq = seq;
    last.bytes += bytes;
  } else output.unacked.push({ firstSeq: seq, lastSeq: seq, fd, bytes, fromConsole });
}

/**
 * Writes to standard output or error, in order with all other effects, each at once. Waits, where the task can be
 * captured, while too much is not yet acknowledged. To be called within a restartable shim.
 */
export function writeOut(task: Task, fd: 1 | 2, bytes: Uint8Array, fromConsole: boolean): void {
  for (let at = 0; at < bytes.length || at === 0; at += PIECE_BYTES) {
    const { output } = task.state;
    if (output.broken[fd] || bytes.length === 0) return;
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    const seq = task.syscalls.write(fd, piece);
    // 0: it was written before a capture in the wait below.
    if (seq !== 0) {
      note(output, seq, fd, piece.length, fromConsole);
    }
    if (output.unackedBytes > OUTPUT_WINDOW_BYTES) {
      task.syscalls.waitUntil(() => output.unackedBytes <= OUTPUT_WINDOW_BYTES || output.broken[fd]);
    }
  }
}
