import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { putU32, u32At } from '../../../protocol/bytes.ts';
import type { SharedMemory } from '../../runtime/loop/ports.ts';
import { BlockingPort } from './blocking-port.ts';
import { type Counts, type MemoryParts, TICKETS, WAITING } from './given.ts';

const { add } = Atomics;

/** Where a ticket says that many will show it. */
const FOR_ALL = 4;

/** What the hall is asked: to keep the content of a message, which lies in a port of its own or, for many readers, in `value`; to give it. */
export type Deposit =
  | { op: 'keep'; ticket: number; content: MessagePort }
  | { op: 'keepforall'; ticket: number; value: unknown }
  | { op: 'give'; ticket: number };

/** Messages with shared memory in them are Node's own clones, which only a port of Node's can carry: the hall keeps one for each ticket. */
export class TicketedMemory implements SharedMemory {
  private readonly port: BlockingPort;
  private readonly counts: Counts;

  constructor({ port, bell, counts }: MemoryParts) {
    this.port = new BlockingPort(port, bell);
    this.counts = counts;
  }

  put(value: unknown, isForAll: boolean): Uint8Array {
    const ticket = add(this.counts, TICKETS, 1) + 1;
    if (isForAll) this.port.send({ op: 'keepforall', ticket, value } satisfies Deposit);
    else {
      const { port1, port2 } = new MessageChannel();
      port1.postMessage(value);
      this.port.send({ op: 'keep', ticket, content: port2 } satisfies Deposit, [port2]);
    }
    add(this.counts, WAITING, 1);
    const bytes = new Uint8Array(5);
    putU32(bytes, 0, ticket);
    bytes[FOR_ALL] = isForAll ? 1 : 0;
    return bytes;
  }

  take(bytes: Uint8Array): unknown {
    this.port.send({ op: 'give', ticket: u32At(bytes, 0) } satisfies Deposit);
    const content = this.port.next() as MessagePort;
    const { message } = receiveMessageOnPort(content)!;
    content.close();
    // The other kind stays there for who else may ask.
    if (bytes[FOR_ALL] === 0) add(this.counts, WAITING, -1);
    return message;
  }
}
