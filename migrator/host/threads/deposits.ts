import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { type Bell, ring } from './blocking-port.ts';
import type { Deposit } from './shared-memory.ts';

/** Contents of messages on their way between threads of this host. One that nobody takes stays until the process ends. */
export class Deposits {
  private readonly kept = new Map<number, MessagePort>();
  private readonly keptForAll = new Map<number, unknown>();
  /** Asked for before they came: their ticket took another way. */
  private readonly wanted = new Map<number, ((content: MessagePort) => void)[]>();

  /** A thread's requests; its answers come with a ring. */
  serve(port: MessagePort, bell: Bell): void {
    const give = (content: MessagePort): void => {
      port.postMessage(content, [content]);
      ring(bell);
    };
    port.on('message', (request: Deposit) => {
      const { ticket } = request;
      if (request.op === 'keep') this.kept.set(ticket, request.content);
      else if (request.op === 'keepforall') this.keptForAll.set(ticket, request.value);
      else this.wanted.set(ticket, [...(this.wanted.get(ticket) ?? []), give]);
      this.settle(ticket);
    });
  }

  private settle(ticket: number): void {
    const wanted = this.wanted.get(ticket) ?? [];
    const content = this.kept.get(ticket);
    if (this.keptForAll.has(ticket)) for (const give of wanted) give(this.copy(ticket));
    else if (content && wanted.length > 0) {
      this.kept.delete(ticket);
      wanted[0]!(content);
    } else return;
    this.wanted.delete(ticket);
  }

  private copy(ticket: number): MessagePort {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(this.keptForAll.get(ticket));
    return port2;
  }
}
