/** What `node:worker_threads`, which is compiled with the program, asks of the runtime: calls home, messages, clones. */
import { EMPTY } from '../../../../protocol/frame.ts';
import type { EventRecord } from '../../../../protocol/records.ts';
import type { SyscallName } from '../../../../protocol/syscalls.ts';
import { addTo } from '../../list.ts';
import { job } from '../../loop/jobs.ts';
import type { ThreadState } from '../../loop/state.ts';
import type { Task } from '../../task.ts';
import { nodeError } from '../errors.ts';
import { unsupported } from '../unsupported.ts';
import { dataCloneError, detach, makeCloning } from './cloning.ts';
import { errorBytes, errorFrom } from './errors.ts';

type ThreadEvent = Extract<EventRecord, { name: 'message' | 'portclose' | 'thread' }>;

type ThreadCall = Extract<SyscallName, `thread.${string}` | `port.${string}`>;

interface Unread {
  bytes: Uint8Array;
  ports: number[];
}

export interface Threads {
  /** The module for `node:worker_threads`. */
  module: object;
  happened(record: ThreadEvent, tail: Uint8Array): void;
  /** This thread ends by an error that nobody handles. */
  failed(error: unknown): void;
}

export function makeThreads(task: Task, loadV8: () => object): Threads {
  const { syscalls, shims } = task;
  const shares = (): boolean => task.state.spec.shares === true;
  const cloning = makeCloning(loadV8, () => (shares() ? task.host.share() : null));
  const own = (): ThreadState => task.state.threads!;

  /** What came for a port and is not handled; `most` of it. */
  function withdraw(port: number, most: number): Unread[] {
    const { state } = task;
    const found: Unread[] = [];
    state.ready = state.ready.filter(({ fn, args }) => {
      if (found.length >= most || fn !== own().receive || args[0] !== 'message' || args[1] !== port)
        return true;
      found.push({ bytes: args[3] as Uint8Array, ports: args[2] as number[] });
      return false;
    });
    state.events = state.events.filter(({ record, tail }) => {
      if (found.length >= most || record.name !== 'message' || record.port !== port) return true;
      found.push({ bytes: tail, ports: record.ports });
      return false;
    });
    return found;
  }

  /** A call home by arguments; the last one may be the tail. */
  const call = (name: ThreadCall) =>
    shims.restartable(`omosix:threads.${name}`, (...args: unknown[]) => {
      const last = args.at(-1);
      const tail = last instanceof Uint8Array ? last : EMPTY;
      const plain = tail === last ? args.slice(0, -1) : args;
      return syscalls.sync(name, plain as never, tail);
    });

  const module = {
    /** Of this thread; null of the main one. */
    self: () => task.state.spec.thread ?? null,
    /** `receive` is called for each event. */
    listen(receive: Function): void {
      task.state.threads = { receive, refs: 0, open: 0 };
    },
    /** More or fewer things keep the task alive, or may have events. */
    count(refs: number, open: number): void {
      own().refs += refs;
      own().open += open;
    },
    /** It is about to start a thread: one that shares its memory ties it to its host. */
    beforeStart(): void {
      if (shares()) task.host.share();
    },
    /** The last of its workers is over. */
    afterLast(): void {
      if (shares()) task.host.unshare();
    },
    start: call('thread.start'),
    given: call('thread.given'),
    terminate: call('thread.terminate'),
    pair: call('port.pair'),
    broadcast: call('port.broadcast'),
    /** The first message of a port: one that is here already, or at home. */
    take: shims.restartable('omosix:threads.take', (port: number): Unread | null => {
      const [here] = withdraw(port, 1);
      if (here) return here;
      const { value, tail } = syscalls.sync('port.take', [port]);
      // What came on the way here comes first; then home had none.
      const [came] = value ? [] : withdraw(port, 1);
      return value ? { bytes: tail, ports: value.ports } : (came ?? null);
    }),
    withdraw: (port: number) => withdraw(port, Number.POSITIVE_INFINITY),
    oneway: (name: 'port.post', args: unknown[], tail: Uint8Array = EMPTY) =>
      syscalls.oneway(name, args as never, tail),
    /** With the next events. */
    later(fn: Function, ...args: unknown[]): void {
      addTo(task.state.events, { record: { name: 'local', fn, args }, tail: EMPTY });
    },
    serialize: cloning.serializeShared,
    deserialize: cloning.deserialize,
    errorFrom: (bytes: Uint8Array) => errorFrom(bytes, cloning),
    dataCloneError,
    detach,
    nodeError,
    unsupported,
  };

  return {
    module,
    happened(record, tail) {
      const { threads, ready } = task.state;
      if (!threads) return;
      const args =
        record.name === 'message'
          ? [record.name, record.port, record.ports, tail]
          : record.name === 'portclose'
            ? [record.name, record.port]
            : [record.name, record.thread, record.what, record.what === 'exit' ? record.code : tail];
      addTo(ready, job(threads.receive, undefined, args));
    },
    failed(error) {
      syscalls.oneway('thread.failed', [], errorBytes(error, cloning));
    },
  };
}
