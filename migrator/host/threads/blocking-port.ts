import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

// Before the program can put its own in their place.
const { add, load, notify, wait } = Atomics;

/** Counts the messages of a port, for whoever waits for them without an event loop. */
export type Bell = Int32Array;

export const makeBell = (): Bell => new Int32Array(new SharedArrayBuffer(4));

/** Says that another message is there. */
export function ring(bell: Bell): void {
  add(bell, 0, 1);
  notify(bell, 0);
}

/** A native port that is read by a thread which has nothing else to do. Its messages each come with a ring. */
export class BlockingPort {
  constructor(
    private readonly port: MessagePort,
    private readonly bell: Bell,
  ) {}

  send(message: unknown, transfer: readonly (ArrayBuffer | MessagePort)[] = []): void {
    this.port.postMessage(message, transfer as never);
  }

  /** The next message if it is here. */
  arrived(): unknown {
    return receiveMessageOnPort(this.port)?.message;
  }

  next(): unknown {
    for (;;) {
      const rung = load(this.bell, 0);
      const received = receiveMessageOnPort(this.port);
      if (received) return received.message;
      wait(this.bell, 0, rung);
    }
  }
}
