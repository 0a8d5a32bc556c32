import { BULK_CHUNK_BYTES } from '../../protocol/limits.ts';
import { isAhead, type MadeText, type SnapshotHead, stateBytesOf } from '../../protocol/snapshot.ts';
import type { TaskSpec } from '../../protocol/task.ts';
import { SNAPSHOT_VERSION } from '../../protocol/version.ts';
import type { SavedFrame } from '../runtime/abi.ts';
import type { RuntimeState } from '../runtime/loop/state.ts';
import type { AgentLink } from './agent-link.ts';

const nowMs = performance.now.bind(performance);
// The guest's own process comes later.
const nodeVersion = process.versions.node;

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

/** What says of a captured state what it is. */
export function headOf(
  { task, program }: TaskSpec,
  from: number,
  { graph, buffers, objects }: { graph: Uint8Array; buffers: readonly Uint8Array[]; objects: number },
  frames: readonly SavedFrame[],
  ahead: SnapshotHead['ahead'],
  made: readonly MadeText[],
): SnapshotHead {
  return {
    version: SNAPSHOT_VERSION,
    task,
    program,
    nodeVersion,
    from,
    frames: framesOf(frames),
    objects,
    graphBytes: graph.length,
    bufferBytes: buffers.map(({ byteLength }) => byteLength),
    ...(ahead && { ahead }),
    ...(made.length > 0 && { made: [...made] }),
  };
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
  const { seq, seen, open, clock, log } = task;
  const captureMs = nowMs() - startedMs;
  const { sinceStartMs } = clock;
  link.sendRecord({
    k: 'checkpoint',
    head,
    seq,
    seen,
    open,
    sinceStartMs,
    captureMs,
    ...(link.isHeld && { hold: true as const }),
    ...(link.asked !== undefined && { asked: link.asked }),
    ...(log && { at: log }),
  });
  link.sendState([graph, ...buffers.map(bytesOf)], BULK_CHUNK_BYTES);
  link.say({ op: 'kept', id, stateBytes: stateBytesOf(head), captureMs: nowMs() - startedMs });
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Functions of the program on a stack, outermost first. */
const framesOf = (frames: readonly SavedFrame[]): [number, number][] =>
  frames
    .filter(({ fn }) => fn >= 0)
    .map(({ fn, pc }): [number, number] => [fn, pc])
    .reverse();

/** What was made ready for is what came. */
export const isSameStack = (head: SnapshotHead, frames: readonly SavedFrame[]): boolean =>
  head.frames.join() === framesOf(frames).join();
