import { BULK_CHUNK_BYTES } from '../../protocol/limits.ts';
import { isAhead, type SnapshotHead, stateBytesOf } from '../../protocol/snapshot.ts';
import type { SavedFrame } from '../runtime/abi.ts';
import type { RuntimeState } from '../runtime/loop/state.ts';
import type { AgentLink } from './agent-link.ts';

const nowMs = performance.now.bind(performance);

/** A captured state on its way out of its host. */
export interface OutgoingState {
  /** Of the capture. */
  id: number;
  head: SnapshotHead;
  graph: Uint8Array;
  buffers: readonly Uint8Array[];
  /** When the capture began, by the clock of this process. */
  startedMs: number;
}

/** To the target of a move; `aheadBytes` of it have gone before. */
export function sendSnapshot(link: AgentLink, state: OutgoingState, aheadBytes: number | undefined): void {
  const { id, head, graph, buffers, startedMs } = state;
  const captureMs = nowMs() - startedMs;
  link.say({ op: 'captured', id, head, captureMs, ...(aheadBytes !== undefined && { aheadBytes }) });
  const left = buffers.filter((_, i) => !isAhead(head, i));
  link.sendBulk('snapshot', [graph, ...left.map(bytesOf)], BULK_CHUNK_BYTES);
}

/** To the deputy, among the records of the task, which goes on. */
export function sendCheckpoint(link: AgentLink, state: OutgoingState, task: RuntimeState): void {
  const { id, head, graph, buffers, startedMs } = state;
  const { seq, seen, open, clock } = task;
  link.sendRecord({ k: 'checkpoint', head, seq, seen, open, sinceStartMs: clock.sinceStartMs });
  link.sendState([graph, ...buffers.map(bytesOf)], BULK_CHUNK_BYTES);
  link.say({ op: 'kept', id, stateBytes: stateBytesOf(head), captureMs: nowMs() - startedMs });
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Functions of the program on a stack, outermost first. */
export const framesOf = (frames: readonly SavedFrame[]): [number, number][] =>
  frames
    .filter(({ fn }) => fn >= 0)
    .map(({ fn, pc }): [number, number] => [fn, pc])
    .reverse();

/** What was made ready for is what came. */
export const isSameStack = (head: SnapshotHead, frames: readonly SavedFrame[]): boolean =>
  head.frames.join() === framesOf(frames).join();
