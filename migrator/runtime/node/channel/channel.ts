/** One end of a channel between two programs; its state is plain data, and moves with the task. */
import type { Serialization } from '../../../../protocol/children.ts';
import { EMPTY } from '../../../../protocol/frame.ts';
import { MAX_READ_BYTES } from '../../../../protocol/limits.ts';
import { addTo } from '../../list.ts';
import { job } from '../../loop/jobs.ts';
import { enqueue } from '../../loop/queue.ts';
import { carriable } from '../../promise/resolving.ts';
import type { Task } from '../../task.ts';
import { nodeError } from '../errors.ts';
import type { AsyncFs } from '../fs/async.ts';
import { unsupported } from '../unsupported.ts';
import { type Incoming, type Messages, makeMessages } from './messages.ts';

export interface Channel {
  /** The pipe at home: of which child, or STARTER, and its place in `stdio`. */
  readonly child: number;
  readonly pipe: number;
  readonly serialization: Serialization;
  incoming: Incoming;
  /** Whether what may come keeps the task alive. */
  of: { keepsAlive: boolean };
  /** Calls that write, messages that wait for them, and the bytes of both. */
  writing: number;
  waiting: Outgoing[];
  unsentBytes: number;
  /** Gets each message, as a tick. */
  heard: Function;
  /** Called once, when nothing more comes. */
  over: Function;
  /** Gets the error of a message that nobody asked after. */
  failed: Function;
}

interface Outgoing {
  bytes: Uint8Array;
  callback: unknown;
  isQuiet: boolean;
}

export type ChannelParts = Pick<
  Channel,
  'child' | 'pipe' | 'serialization' | 'of' | 'heard' | 'over' | 'failed'
>;

/** More is under way than Node wants a program to send at once. */
const FULL_BYTES = 128 * 1024;
/** Of so many messages that are being written, the next ones wait and go out together. */
const MOST_WRITING = 256;

/** Node's answer where a socket that was sent along has not come. */
const NO_HANDLE = { cmd: 'NODE_HANDLE_NACK' };

const SENDABLE = ['string', 'object', 'number', 'boolean'];

export interface Channels {
  open(parts: ChannelParts): Channel;
  /** From now on messages are taken. */
  listen(channel: Channel): void;
  /** False where the program had better wait. @throws as `send` does */
  send(channel: Channel, message: unknown, handle: unknown, isQuiet: boolean, callback: unknown): boolean;
  /** Nothing more is sent or heard; what was sent before gets out. */
  close(channel: Channel): void;
  /** All that waits goes out now: the task ends. */
  flush(channel: Channel): void;
  /** What the heap may hold of it. */
  internals: Record<string, Function>;
}

export function makeChannels(task: Task, async: AsyncFs, loadV8: () => object): Channels {
  const messages: Messages = makeMessages(loadV8);
  async.addOp('channel.read', ({ value, tail }) => [value, tail]);
  async.addOp('channel.write', () => []);

  function read(channel: Channel): void {
    const { child, pipe, of } = channel;
    const fn = carriable(came, channel);
    async.start('child.read', [child, pipe, MAX_READ_BYTES], EMPTY, 'channel.read', null, { fn, of });
  }

  /** As Node does, a tick for each message: handlers of one may take the next ones away. */
  function came(channel: Channel, error: unknown, isEnd?: boolean, bytes?: Uint8Array): void {
    const { state } = task;
    if (error || isEnd) {
      enqueue(state.ticks, job(channel.over, undefined, []));
      return;
    }
    for (const message of messages.read(channel.serialization, channel.incoming, bytes!)) {
      if ((message as { cmd?: unknown } | null)?.cmd === 'NODE_HANDLE') post(channel, NO_HANDLE, true, null);
      else enqueue(state.ticks, job(channel.heard, undefined, [message]));
    }
    read(channel);
  }

  function post(channel: Channel, message: unknown, isQuiet: boolean, callback: unknown): boolean {
    const bytes = messages.write(channel.serialization, message);
    channel.unsentBytes += bytes.length;
    channel.waiting.push({ bytes, callback, isQuiet });
    if (channel.writing < MOST_WRITING) flush(channel);
    return channel.unsentBytes < FULL_BYTES;
  }

  function write(channel: Channel, out: Outgoing[]): void {
    const { child, pipe } = channel;
    channel.writing++;
    const bytes = out.length === 1 ? out[0]!.bytes : Buffer.concat(out.map((each) => each.bytes));
    const of = { keepsAlive: true };
    const fn = carriable(written, channel, out, bytes.length);
    let at = 0;
    for (; bytes.length - at > MAX_READ_BYTES; at += MAX_READ_BYTES) {
      const piece = bytes.subarray(at, at + MAX_READ_BYTES);
      task.syscalls.async('child.write', [child, pipe], piece, { kind: 'ignored' });
    }
    async.start('child.write', [child, pipe], bytes.subarray(at), 'channel.write', null, { fn, of });
  }

  function written(channel: Channel, out: Outgoing[], bytes: number, error: unknown): void {
    channel.writing--;
    channel.unsentBytes -= bytes;
    for (const { callback, isQuiet } of out) {
      if (typeof callback === 'function') addTo(task.state.ready, job(callback, undefined, [error ?? null]));
      else if (error && !isQuiet) addTo(task.state.ready, job(channel.failed, undefined, [error]));
    }
    flush(channel);
  }

  function flush(channel: Channel): void {
    if (channel.waiting.length > 0) write(channel, channel.waiting.splice(0));
  }

  function shut(channel: Channel): void {
    const fn = carriable(closed);
    const { child, pipe, of } = channel;
    async.start('child.end', [child, pipe, true], EMPTY, 'channel.write', null, { fn, of });
  }
  function closed(): void {}

  return {
    open(parts) {
      return {
        ...parts,
        incoming: { chunks: [], bytes: 0 },
        writing: 0,
        waiting: [],
        unsentBytes: 0,
      };
    },
    listen: read,
    send(channel, message, handle, isQuiet, callback) {
      if (message === undefined) throw nodeError('ERR_MISSING_ARGS', 'message');
      if (!SENDABLE.includes(typeof message))
        throw nodeError('ERR_INVALID_ARG_TYPE', 'message', SENDABLE, message);
      if (handle) throw refusal(handle);
      return post(channel, message, isQuiet, callback);
    },
    close(channel) {
      const { child, pipe, of } = channel;
      of.keepsAlive = false;
      flush(channel);
      const fn = carriable(shut, channel);
      async.start('child.end', [child, pipe, false], EMPTY, 'channel.write', null, { fn, of });
    },
    flush,
    internals: { came, written, shut, closed },
  };
}

/** What only the kernel could hand on. */
function refusal(handle: unknown): Error {
  const isStream = typeof (handle as { on?: unknown }).on === 'function';
  if (isStream) return unsupported('sending a socket or a server to another process');
  return nodeError('ERR_INVALID_HANDLE_TYPE');
}
