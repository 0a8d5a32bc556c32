/** `process.send` and what belongs to it: the channel to the program that has started this one. */
import { STARTER } from '../../../../protocol/children.ts';
import { emitNext, job } from '../../loop/jobs.ts';
import { enqueue } from '../../loop/queue.ts';
import type { Task } from '../../task.ts';
import { nodeError } from '../errors.ts';
import { validators } from '../fs/checks.ts';
import type { Channel, Channels } from './channel.ts';

/** Part of the task's state, if it has such a channel. */
export interface StarterState {
  channel: Channel;
  isConnected: boolean;
  /** Messages that came while nobody listened. */
  unheard: unknown[];
  /** The program has said itself whether the channel keeps it alive. */
  isRefSet: boolean;
  /** `process.channel`; null when it is gone. */
  control: Control | null;
}

type Emit = (this: object, event: string, ...args: unknown[]) => boolean;

/** `process.channel`. */
export class Control {
  constructor(private readonly state: { isRefSet: boolean; channel: Channel }) {}
  ref(): void {
    this.set(true);
  }
  unref(): void {
    this.set(false);
  }
  private set(on: boolean): void {
    this.state.isRefSet = true;
    this.state.channel.of.keepsAlive = on;
  }
}

export interface Starter {
  /** Before a new task starts. */
  begin(): void;
  /** Listeners of `process` have changed. */
  listenersChanged(event: string | symbol): void;
  /** The task ends: what was sent is on its way. */
  leaving(): void;
  /** Properties of `process`; undefined where there is no such channel. */
  properties: Record<'send' | 'connected' | 'disconnect' | 'channel', () => unknown>;
  internals: Record<string, Function>;
}

const isInternal = (message: unknown): boolean => {
  const { cmd } = (message ?? {}) as { cmd?: unknown };
  return typeof cmd === 'string' && cmd.length > 5 && cmd.startsWith('NODE_');
};

export function makeStarter(task: Task, channels: Channels, guest: () => object): Starter {
  const own = (): StarterState | undefined => task.state.starter;
  const emit = (event: string, ...args: unknown[]): void => {
    (guest() as { emit: Emit }).emit(event, ...args);
  };
  const has = (event: string): boolean => task.state.listeners.process.has(event);

  /** Who listens wants to live, unless the program has said otherwise. */
  function count(): void {
    const starter = own();
    if (!starter || starter.isRefSet || !starter.isConnected) return;
    starter.channel.of.keepsAlive = has('message') || has('disconnect');
  }

  function listen(): void {
    channels.listen(own()!.channel);
  }

  function heard(message: unknown): void {
    const starter = own()!;
    const event = isInternal(message) ? 'internalMessage' : 'message';
    if (event === 'message' && !has(event)) starter.unheard.push(message);
    else emitNext(task.state, 'process', guest(), event, [message, undefined]);
    count();
  }

  function hearAll(): void {
    const starter = own()!;
    if (!has('message')) return;
    for (const message of starter.unheard.splice(0))
      enqueue(task.state.ticks, job(heard, undefined, [message]));
  }

  function over(): void {
    const starter = own()!;
    starter.channel.of.keepsAlive = false;
    if (starter.isConnected) leave(starter);
  }

  function leave(starter: StarterState): void {
    starter.isConnected = false;
    starter.control = null;
    starter.channel.of.keepsAlive = false;
    enqueue(task.state.ticks, job(left, undefined, []));
  }

  function left(): void {
    channels.close(own()!.channel);
    emitNext(task.state, 'process', guest(), 'disconnect', []);
  }

  function failed(error: unknown): void {
    if (!emitNext(task.state, 'process', guest(), 'error', [error])) throw error;
  }

  function send(message: unknown, handle?: unknown, options?: unknown, callback?: unknown): boolean {
    let [asked, quiet, done] = [handle, options, callback];
    if (typeof asked === 'function') [asked, quiet, done] = [undefined, undefined, asked];
    else if (typeof quiet === 'function') [quiet, done] = [undefined, quiet];
    else if (quiet !== undefined) validators.validateObject(quiet, 'options');
    const starter = own()!;
    if (starter.isConnected) {
      const isQuiet = (quiet as { swallowErrors?: boolean } | undefined)?.swallowErrors === true;
      return channels.send(starter.channel, message, asked, isQuiet, done);
    }
    const error = nodeError('ERR_IPC_CHANNEL_CLOSED');
    const after = typeof done === 'function' ? done : failed;
    enqueue(task.state.ticks, job(after, undefined, [error]));
    return false;
  }

  function disconnect(): void {
    const starter = own()!;
    if (!starter.isConnected) emit('error', nodeError('ERR_IPC_DISCONNECTED'));
    else leave(starter);
  }

  return {
    begin() {
      const serialization = task.state.spec.channel;
      if (!serialization) return;
      const of = { keepsAlive: false };
      const channel = channels.open({ child: STARTER, pipe: 0, serialization, of, heard, over, failed });
      const starter: StarterState = {
        channel,
        isConnected: true,
        unheard: [],
        isRefSet: false,
        control: null,
      };
      starter.control = new Control(starter);
      task.state.starter = starter;
      // Before the program itself; nothing can be asked of home yet.
      enqueue(task.state.ticks, job(listen, undefined, []));
    },
    listenersChanged(event) {
      const starter = own();
      if (!starter) return;
      count();
      if (event === 'message' && starter.unheard.length > 0)
        enqueue(task.state.ticks, job(hearAll, undefined, []));
    },
    leaving() {
      const starter = own();
      if (starter?.isConnected) channels.flush(starter.channel);
    },
    properties: {
      send: () => own() && send,
      connected: () => own()?.isConnected,
      disconnect: () => own() && disconnect,
      channel: () => own()?.control,
    },
    internals: { listen, heard, hearAll, over, left, failed, send, disconnect },
  };
}
