import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import { HOST_CHANNEL_FD } from '../../protocol/descriptors.ts';
import { SyncChannel } from './channel.ts';
import { FdWire } from './fd-wire.ts';
import { PARKED } from './native-waits.ts';
import { BlockingPort } from './threads/blocking-port.ts';
import { given } from './threads/given.ts';
import { ThreadWire } from './threads/thread-wire.ts';

const native = process;

/** Exit status of a bug of ours, as sysexits' EX_SOFTWARE; the task's own exit status never gets here. */
const BUG = 70;

/** The agent is gone: nobody is left to run the task for. */
function agentGone(): never {
  return native.exit(0);
}

export type LifeClass = new (
  channel: SyncChannel,
  nativeRequire: (name: string) => unknown,
  /** Runs the rest of it from Node's own event loop. */
  enterAgain: (rest: () => void) => void,
) => { run(): never };

/** Lives that life in this process, or in this thread of it. */
export function enter(Life: LifeClass): void {
  const start = given();
  const channel = new SyncChannel(
    start?.role === 'thread'
      ? new ThreadWire(new BlockingPort(start.channel, start.bell))
      : new FdWire(HOST_CHANNEL_FD, agentGone),
  );
  const lived = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      if (error === PARKED) return;
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      channel.send(0, { op: 'failed', message });
      native.exit(BUG);
    }
  };
  // Outside of any microtask of this realm, so that the task's own can run; but inside one of another realm, which has a
  // queue of its own: below a microtask V8 makes no message for each exception thrown, in case somebody wants to print it
  // (a `throw` costs half as much), as under node's own entry of an ES module. A reaction belongs to the realm of its
  // function: hence the arrow.
  let act: () => void;
  const other = createContext({ life: () => lived(act) }, { microtaskMode: 'afterEvaluate' });
  const inOther = (next: () => void): void => {
    act = next;
    runInContext('Promise.resolve().then(() => life()); 0', other);
  };
  setImmediate(() => inOther(() => new Life(channel, createRequire('/'), inOther).run()));
}
