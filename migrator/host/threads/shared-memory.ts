import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { putU32, u32At } from '../../../protocol/bytes.ts';
import type { SharedMemory } from '../../runtime/loop/ports.ts';
import { BlockingPort } from './blocking-port.ts';
import type { MemoryParts } from './given.ts';

const { add } = Atomics;

/** What the hall is asked: to keep the content of a message, which lies in a port of its own or, for many readers, in `value`; to give it. */
export type Deposit =
  | { op: 'keep'; ticket: number; content: MessagePort }
  | { op: 'keepforall'; ticket: number; value: unknown }
  | { op: 'give'; ticket: number };

/** Messages with shared memory in them are Node's own clones, which only a port of Node's can carry: the hall keeps one for each ticket. */
export class TicketedMemory implements SharedMemory {
  private readonly port: BlockingPort;
  private readonly tickets: Int32Array;

  constructor({ port, bell, tickets }: MemoryParts) {
    this.port = new BlockingPort(port, bell);
    this.tickets = tickets;
  }

  put(value: unknown, isForAll: boolean): Uint8Array {
    const ticket = add(this.tickets, 0, 1) + 1;
    if (isForAll) this.port.send({ op: 'keepforall', ticket, value } satisfies Deposit);
    else {
      const { port1, port2 } = new MessageChannel();
      port1.postMessage(value);
      this.port.send({ op: 'keep', ticket, content: port2 } satisfies Deposit, [port2]);
    }
    const bytes = new Uint8Array(4);
    putU32(bytes, 0, ticket);
    return bytes;
  }

  take(bytes: Uint8Array): unknown {
    this.port.send({ op: 'give', ticket: u32At(bytes, 0) } satisfies Deposit);
    const content = this.port.next() as MessagePort;
    const { message } = receiveMessageOnPort(content)!;
    content.close();
    return message;
  }
}
