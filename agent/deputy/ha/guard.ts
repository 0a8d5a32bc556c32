import type { Probe } from '../../../protocol/in-doubt.ts';
import type { KeptMeanings } from '../../../protocol/journal.ts';
import type { CallRecord } from '../../../protocol/records.ts';
import type { Outcome } from '../stream.ts';
import type { SyscallContext } from '../syscalls/context.ts';
import type { Descriptors } from '../syscalls/descriptors.ts';
import { execute, isUnseen } from '../syscalls/execute.ts';
import type { Journal } from './journal.ts';

/** What the deputy of a task under `--ha` minds: nothing that others can see is done before its standbys know what led to it. */
export class Guard {
  private last: Promise<void> | null = null;

  constructor(
    private readonly journal: Journal,
    private readonly committed: () => Promise<void> | null,
    /** How things were before calls that the deputy before had begun. */
    private readonly probes: ReadonlyMap<number, Probe>,
  ) {}

  /** What was begun later than it came went wrong: nobody else would hear of it, and what waits behind it is to have its turn. */
  onBroken: (error: Error) => void = () => {};

  /** Nothing more is begun, until `goOn`. */
  stop(): void {
    this.stopped ??= [];
  }
  goOn(): void {
    const { stopped } = this;
    this.stopped = null;
    for (const act of stopped ?? []) this.whenSafe(act);
  }
  private stopped: (() => void)[] | null = null;

  /** Acts in the order in which they came, each when it may. */
  whenSafe(act: () => void): void {
    this.journal.flush();
    if (this.stopped) {
      this.stopped.push(act);
      return;
    }
    const known = this.committed();
    if (known === null && this.last === null) {
      act();
      return;
    }
    const mine = Promise.all([this.last, known]).then(() => {
      if (this.last === mine) this.last = null;
      try {
        act();
      } catch (error) {
        this.onBroken(error as Error);
      }
    });
    this.last = mine;
  }

  /** `act` begins the call, once it may. */
  begin(call: CallRecord, act: () => void): void {
    if (isFree(call)) act();
    else this.whenSafe(act);
  }

  /** Before a call is done that cannot simply be done again. */
  keepProbe(seq: number, probe: Probe): Promise<void> {
    this.journal.probed(seq, probe);
    return new Promise((resolve) => this.whenSafe(resolve));
  }

  /** A call that the deputy before had begun may have been done: then this is the answer that it would have had. */
  async execute(call: CallRecord, tail: Uint8Array, context: SyscallContext): Promise<Outcome> {
    const outcome = await execute(call, tail, context, this.probes.get(call.seq));
    this.noted(call, outcome.value, context.descriptors);
    if (call.name.startsWith('fs.')) this.meant(context.files.meanings);
    return outcome;
  }

  /** Which nodes the names mean that mean another one at another time. */
  meant({ lastExec, selected, lastMade }: KeptMeanings): void {
    const before = this.journal.world.meanings;
    if (before?.lastExec === lastExec && before.selected === selected && before.lastMade === lastMade) return;
    this.journal.meant({ lastExec, selected, lastMade });
  }

  /** After a call: what a file of another node that it was about is now. */
  private noted({ name, args }: CallRecord, value: unknown, descriptors: Descriptors): void {
    if (!name.startsWith('fs.')) return;
    const number = name === 'fs.open' ? numberIn(value) : args[0];
    if (typeof number !== 'number') return;
    if (name === 'fs.close') {
      if (this.journal.world.files.has(number)) this.journal.file(number, null);
      return;
    }
    const file = descriptors.remote(number);
    if (!file) return;
    const now = file.describe();
    const before = this.journal.world.files.get(number);
    if (before?.position === now.position && before.end === now.end && before.path === now.path) return;
    this.journal.file(number, now);
  }
}

/** Others cannot tell whether it was done: it need not wait. What ends the task comes after its output. */
const isFree = ({ name }: CallRecord): boolean => isUnseen(name) && !name.startsWith('process.');

const numberIn = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'fd' in value ? value.fd : value;
