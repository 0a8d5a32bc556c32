import { OmosixError } from '../../../protocol/errors.ts';
import { EMPTY } from '../../../protocol/frame.ts';
import { MAX_THREADS } from '../../../protocol/limits.ts';
import type { ThreadSpec, ThreadStart } from '../../../protocol/threads.ts';
import type { Ending } from '../deputy.ts';
import { OutputLine } from '../output.ts';
import { FedInput } from './fed-input.ts';
import { type Holder, Ports, type Sent } from './ports.ts';
import { lostError, startError } from './thread-error.ts';

/** A thread to be started: what its deputy and its task need. */
export interface ThreadOrder {
  thread: ThreadSpec;
  start: ThreadStart;
  /** The program where `start.file` is null. */
  source: string;
  group: ThreadGroup;
  input: FedInput;
  /** Given once there is a deputy: it ends the thread from outside. */
  ready(deputy: ThreadDeputy): void;
  /** Where its output goes instead of to the program's own. */
  capture: { 1: Capture | null; 2: Capture | null };
}
type Capture = (bytes: Uint8Array) => void;

export interface ThreadDeputy extends Holder {
  terminate(): void;
}

/** Compiles and starts one, and resolves when it is over. @throws what is wrong with its program */
export type ThreadLauncher = (order: ThreadOrder) => Promise<Ending>;

interface Thread {
  readonly parent: Holder;
  /** The parent's end of the port between them. */
  readonly port: number;
  readonly input: FedInput;
  readonly given: { bytes: Uint8Array; ports: number[] };
  deputy: ThreadDeputy | null;
  isTerminated: boolean;
  over: Promise<void>;
}

const EXIT_TERMINATED = 1;

/** The threads of one program. They are one process, as under node: this one holds all their deputies. */
export class ThreadGroup {
  readonly line = new OutputLine();
  readonly ports = new Ports();
  private readonly threads = new Map<number, Thread>();
  private last = 0;

  constructor(private readonly launch: ThreadLauncher | null) {}

  get count(): number {
    return this.threads.size;
  }

  /** @throws OmosixError where it cannot be; what is wrong with its program is news to the parent */
  start(
    parent: Holder,
    start: ThreadStart,
    given: Uint8Array,
    source: string,
    sent: Sent[],
  ): { thread: number; port: number } {
    const { launch } = this;
    if (launch === null) throw new OmosixError('EREFUSED', 'no threads can be started here');
    if (this.threads.size >= MAX_THREADS)
      throw new OmosixError('EREFUSED', `the program has ${MAX_THREADS} threads already`);
    const ports = this.ports.take(parent, sent);
    const id = ++this.last;
    // The thread's end has no holder before there is a deputy.
    const nobody: Holder = { hasRoom: false, tell: () => {}, untaken: () => [] };
    const [port, own] = this.ports.pair(parent, nobody);
    this.ports.keep(parent, port);
    const input = new FedInput({ isFed: start.stdin });
    const thread: Thread = {
      parent,
      port,
      input,
      given: { bytes: given, ports: ports.map((each) => each.id) },
      deputy: null,
      isTerminated: false,
      over: Promise.resolve(),
    };
    this.threads.set(id, thread);
    const capture = (what: 'stdout' | 'stderr') => (bytes: Uint8Array) =>
      this.ports.news(port, id, { what }, bytes);
    const { name, memoryMb, stdin } = start;
    const order: ThreadOrder = {
      thread: { id, port: own, name, memoryMb, stdin },
      start,
      source,
      group: this,
      input,
      capture: { 1: start.stdout ? capture('stdout') : null, 2: start.stderr ? capture('stderr') : null },
      ready: (deputy) => {
        thread.deputy = deputy;
        this.ports.adopt(nobody, deputy);
        for (const each of ports) this.ports.give(each, deputy);
        if (thread.isTerminated) deputy.terminate();
      },
    };
    thread.over = this.run(id, thread, launch, order);
    return { thread: id, port };
  }

  /** What its parent gave a thread, once. */
  given(id: number): { bytes: Uint8Array; ports: number[] } {
    const thread = this.threads.get(id);
    if (!thread) return { bytes: EMPTY, ports: [] };
    return thread.given;
  }

  online(id: number): void {
    const thread = this.threads.get(id);
    if (thread) this.ports.news(thread.port, id, { what: 'online' });
  }

  failed(id: number, error: Uint8Array): void {
    const thread = this.threads.get(id);
    if (thread) this.ports.news(thread.port, id, { what: 'error' }, error);
  }

  feed(parent: Holder, id: number, bytes: Uint8Array): void {
    this.of(parent, id)?.input.feed(bytes);
  }

  terminate(parent: Holder, id: number): void {
    const thread = this.of(parent, id);
    if (thread) end(thread);
  }

  /** A task is over: its ports close, its threads end. */
  async left(parent: Holder): Promise<void> {
    this.ports.closeAll(parent);
    const own = [...this.threads.values()].filter((thread) => thread.parent === parent);
    for (const thread of own) end(thread);
    await Promise.all(own.map(({ over }) => over));
  }

  private async run(id: number, thread: Thread, launch: ThreadLauncher, order: ThreadOrder): Promise<void> {
    let code = EXIT_TERMINATED;
    try {
      const ending = await launch(order);
      if (ending.how === 'exit') code = ending.code;
      else if (!thread.isTerminated)
        this.failed(id, lostError(ending.how === 'lost' ? ending.reason : ending.signal));
    } catch (error) {
      if (!thread.isTerminated) {
        // Under node it is the thread that finds out.
        this.online(id);
        this.failed(id, startError(order, error));
      }
    }
    if (thread.deputy) await this.left(thread.deputy);
    this.ports.news(thread.port, id, { what: 'exit', code });
    this.ports.endNews(thread.port);
    this.threads.delete(id);
  }

  private of(parent: Holder, id: number): Thread | undefined {
    const thread = this.threads.get(id);
    return thread?.parent === parent ? thread : undefined;
  }
}

function end(thread: Thread): void {
  thread.isTerminated = true;
  thread.deputy?.terminate();
}
