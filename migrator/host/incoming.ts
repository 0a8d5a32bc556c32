import { isAhead, type SnapshotHead } from '../../protocol/snapshot.ts';
import type { AgentLink } from './agent-link.ts';
import { ArrivedBuffers } from './ahead/arrived.ts';

/** The state of a task that is to go on here: what follows its head, and what came ahead of it. */
export class IncomingState {
  readonly graph: Uint8Array;
  /** One is missing where what came ahead under its number is something else. */
  readonly buffers: Uint8Array[];
  private readonly link: AgentLink;
  private readonly head: SnapshotHead;
  private readonly arrived: ArrivedBuffers;

  constructor(link: AgentLink, head: SnapshotHead) {
    this.link = link;
    this.head = head;
    this.arrived = link.arrived ?? new ArrivedBuffers();
    this.graph = new Uint8Array(head.graphBytes);
    this.buffers = head.bufferBytes.map((bytes, i) =>
      isAhead(head, i) ? this.arrived.find(head.ahead![i]!, bytes) : new Uint8Array(bytes),
    ) as Uint8Array[];
  }

  /** Reads it to its end, also where it is not wanted any more. @returns what is wrong with it, in words */
  receive(): string | undefined {
    const { link, head } = this;
    const following = this.buffers.filter((_, i) => !isAhead(head, i));
    const fits = link.receiveBulkInto('snapshot', [this.graph, ...following]);
    link.arrived = undefined;
    if (!fits) return 'the snapshot has another length than its head says';
    return this.arrived.problem((head.ahead ?? []).filter((number) => number >= 0));
  }
}
