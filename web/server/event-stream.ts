import type { ServerResponse } from 'node:http';
import { MAX_WEB_UNTOLD } from '../../protocol/limits.ts';
import type { Cancel, Clock } from '../../protocol/ports.ts';

/** So long nothing may be sent before something is, that both ends see whether the other is there. */
const HEARTBEAT_MS = 10_000;
/** A browser that takes nothing for so long is not there. */
const STALLED_MS = 30_000;

/** What one page is told. A page that reads slowly gets the newest state and no queue of them. */
export class EventStream {
  /** The newest that it has not been sent, of what only the newest counts; and the rest, in order. */
  private condition: string | null = null;
  private untold: string[] = [];
  private isFull = false;
  private cancel: Cancel = () => {};

  constructor(
    private readonly response: ServerResponse,
    private readonly clock: Clock,
  ) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    response.on('drain', () => {
      this.isFull = false;
      this.flush();
    });
    response.on('close', () => this.cancel());
    // A browser that has lost us asks again after so many ms.
    this.write('retry: 1000\n\n');
  }

  /** In place of any other condition that it has not been told yet. */
  replace(event: string): void {
    this.condition = event;
    this.flush();
  }

  /** After what it has not been told yet; of very much the oldest is left out. */
  add(event: string): void {
    this.untold = [...this.untold, event].slice(-MAX_WEB_UNTOLD);
    this.flush();
  }

  private flush(): void {
    if (this.isFull) return;
    const text = `${this.untold.join('')}${this.condition ?? ''}`;
    if (text === '') return;
    this.untold = [];
    this.condition = null;
    this.write(text);
  }

  private write(text: string): void {
    if (this.response.destroyed) return;
    this.cancel();
    this.isFull = !this.response.write(text);
    this.cancel = this.wait(this.isFull ? STALLED_MS : HEARTBEAT_MS);
  }

  private wait(ms: number): Cancel {
    return this.clock.after(ms, () => {
      if (this.isFull) this.response.destroy();
      else this.write(': here\n\n');
    });
  }
}

/** As it goes over the wire. */
export const eventText = (name: string, data: unknown): string =>
  `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
