import { OmosixError } from '../../../protocol/errors.ts';
import { type FilesRequest, filesAnswer, filesAsk, filesRequest } from '../../../protocol/files.ts';
import { EMPTY, type Frame, FrameType } from '../../../protocol/frame.ts';
import {
  MAX_FILE_PIECE_BYTES,
  MAX_FILES_REQUESTS,
  MAX_LISTED,
  MAX_LISTED_IN_ONE,
} from '../../../protocol/limits.ts';
import type { Clock } from '../../../protocol/ports.ts';
import type { FrameStream } from '../../frames/frame-stream.ts';
import { validated } from '../../frames/validate.ts';
import { toldError, treeError } from '../tree-error.ts';
import type { Asked, Asker } from './asker.ts';
import type { Reply, Say } from './tree-server.ts';

/** A server that answers nothing for so long is not waited for: its disk hangs, or it lies. */
const ANSWER_MS = 60_000;

/** All but the last are full. */
const MAX_PAGES = Math.ceil(MAX_LISTED / MAX_LISTED_IN_ONE);

interface Waiting {
  /** Null where nobody waits any more. */
  settle: { resolve(asked: Asked): void; reject(error: Error): void } | null;
  values: unknown[];
  sinceMs: number;
}

/** Who serves what is asked over the channel; null where nothing is. */
export type Serves = ((request: FilesRequest, tail: Uint8Array, say: Say) => void) | null;

/**
 * One connection over which both sides ask for files and are asked. Each has a bounded number of requests under way, and of one
 * that does not take its answers the next are not begun: that bounds what each must keep for the other. Neither ever stops
 * reading, so that none waits for the other to read.
 */
export class FilesChannel implements Asker {
  private readonly waiting = new Map<number, Waiting>();
  private readonly queue: (() => void)[] = [];
  private last = 0;
  private serving = 0;
  private broken: Error | null = null;
  private watching = false;

  constructor(
    private readonly frames: FrameStream,
    private readonly clock: Clock,
    private readonly serves: Serves,
  ) {
    frames.onFrame = (frame) => this.take(frame);
  }

  /** @throws what the other side says; ELINK where the connection ends before that */
  async ask(request: FilesRequest, tail: Uint8Array = EMPTY): Promise<Asked> {
    while (this.waiting.size >= MAX_FILES_REQUESTS && !this.broken)
      await new Promise<void>((resolve) => this.queue.push(resolve));
    if (this.broken) throw this.broken;
    const ask = ++this.last;
    return new Promise((resolve, reject) => {
      const sinceMs = this.clock.monotonicMs();
      this.waiting.set(ask, { settle: { resolve, reject }, values: [], sinceMs });
      this.frames.send(FrameType.CONTROL, { ask, ...request }, tail);
      this.watch();
    });
  }

  /** The connection has ended: whoever waits is told. */
  end(reason: string): void {
    if (this.broken) return;
    this.broken = new OmosixError('ELINK', reason);
    for (const { settle } of this.waiting.values()) settle?.reject(this.broken);
    this.waiting.clear();
    for (const go of this.queue.splice(0)) go();
  }

  private take({ type, head, tail }: Frame): void {
    if (type !== FrameType.CONTROL) throw new OmosixError('EPROTOCOL', 'no message of the files channel');
    if (tail.length > MAX_FILE_PIECE_BYTES) throw new OmosixError('EPROTOCOL', 'too much of a file at once');
    const asked = filesAsk.safeParse(head);
    if (asked.success) this.serve(asked.data.ask, validated(filesRequest, head), tail);
    else this.answered(head, tail);
  }

  private serve(ask: number, request: FilesRequest, tail: Uint8Array): void {
    if (!this.serves) throw new OmosixError('EPROTOCOL', 'this side serves no files');
    if (this.serving >= MAX_FILES_REQUESTS)
      throw new OmosixError('EPROTOCOL', `more than ${MAX_FILES_REQUESTS} requests for files at a time`);
    this.serving++;
    const { serves } = this;
    const begin = (): void => serves(request, tail, (reply) => this.reply(ask, reply));
    if (this.frames.pressed) void this.frames.drained().then(begin);
    else begin();
  }

  private reply(re: number, reply: Reply): void {
    const { tail = EMPTY, ...rest } = 'error' in reply ? { error: reply.error } : reply;
    this.frames.send(FrameType.CONTROL, { re, ...rest }, tail);
    if (!('more' in reply)) this.serving--;
  }

  private answered(head: unknown, tail: Uint8Array): void {
    const answer = validated(filesAnswer, head);
    const waiting = this.waiting.get(answer.re);
    if (!waiting) throw new OmosixError('EPROTOCOL', 'an answer to nothing');
    waiting.sinceMs = this.clock.monotonicMs();
    if ('value' in answer) {
      waiting.values.push(answer.value);
      if (answer.more) {
        if (waiting.values.length > MAX_PAGES) throw new OmosixError('EPROTOCOL', 'a listing without an end');
        return;
      }
    }
    this.waiting.delete(answer.re);
    if ('error' in answer) waiting.settle?.reject(toldError(answer.error));
    else waiting.settle?.resolve({ values: waiting.values, tail });
    this.queue.shift()?.();
  }

  /** A look now and then as long as anybody waits. */
  private watch(): void {
    if (this.watching) return;
    this.watching = true;
    this.clock.after(ANSWER_MS / 2, () => {
      this.watching = false;
      const now = this.clock.monotonicMs();
      for (const waiting of this.waiting.values()) {
        if (now - waiting.sinceMs < ANSWER_MS) continue;
        waiting.settle?.reject(treeError('ETIMEDOUT', 'the other side does not answer'));
        // Its answer may still come, and is for nobody.
        waiting.settle = null;
      }
      if (this.waiting.size > 0) this.watch();
    });
  }
}
