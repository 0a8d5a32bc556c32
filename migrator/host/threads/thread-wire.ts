import { bytesOf, copyTo, part } from '../../../protocol/bytes.ts';
import type { Wire } from '../wire.ts';
import type { BlockingPort } from './blocking-port.ts';

const { min } = Math;

/** The channel of a thread: the hall passes its bytes on to the agent and back. */
export class ThreadWire implements Wire {
  private rest: Uint8Array = new Uint8Array(0);

  constructor(private readonly port: BlockingPort) {}

  read(target: Uint8Array, at: number, bytes: number): number {
    while (bytesOf(this.rest) === 0) this.rest = this.port.next() as Uint8Array;
    const taken = min(bytes, bytesOf(this.rest));
    copyTo(target, part(this.rest, 0, taken), at);
    this.rest = part(this.rest, taken, bytesOf(this.rest));
    return taken;
  }

  get isReady(): boolean {
    if (bytesOf(this.rest) === 0) this.rest = (this.port.arrived() as Uint8Array | undefined) ?? this.rest;
    return bytesOf(this.rest) > 0;
  }

  write(bytes: Uint8Array): void {
    const own = new Uint8Array(bytesOf(bytes));
    copyTo(own, bytes, 0);
    this.port.send(own, [own.buffer]);
  }
}
