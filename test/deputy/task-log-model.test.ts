import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TaskLog } from '../../agent/deputy/recovery/task-log.ts';
import { type Outcome, TaskStream } from '../../agent/deputy/stream.ts';
import { EMPTY } from '../../protocol/frame.ts';
import type { CallRecord, DeputyRecord, NotesRecord, WaitRecord } from '../../protocol/records.ts';

type Act = 'sync' | 'async' | 'oneway' | 'wait';
/** `die`: the incarnation is gone with all that is on its way; `checkpoint`: its state is kept, and it goes on; `move`: its state goes on elsewhere. */
type Happening = 'task' | 'deliver' | 'settle' | 'timer' | 'signal' | 'die' | 'checkpoint' | 'move' | 'again';

/** All that a task is. What it has taken of the world, in order, is in `history`, and what it does depends on all of it. */
interface State {
  acts: Act[];
  seq: number;
  seen: number;
  open: CallRecord | WaitRecord | null;
  acked: number;
  numbers: number;
  history: string[];
}

class Model {
  readonly executed: number[] = [];
  clock = 0;
  signalled = 0;
  state: State;
  private kept: State | null = null;
  private readonly pending: { call: CallRecord; settle: (outcome: Outcome) => void }[] = [];
  private readonly timers = new Set<() => void>();
  private flight: { record: DeputyRecord; bytes: Uint8Array }[] = [];
  private again: number[] = [];
  private unsaid: number[] = [];
  private inc = 0;
  private answered = 0;
  private readonly log = new TaskLog((record, bytes) => this.flight.push({ record, bytes }));
  private readonly stream = new TaskStream(
    {
      send: (record, bytes) => this.flight.push({ record, bytes }),
      execute: (call, _tail, settle) => {
        this.executed.push(call.seq);
        if (call.mode === 'oneway') this.stream.acknowledge(call.seq);
        else this.pending.push({ call, settle });
      },
      after: (_ms, callback) => {
        this.timers.add(callback);
        return () => this.timers.delete(callback);
      },
    },
    null,
    this.log,
  );

  constructor(private readonly acts: Act[]) {
    this.state = this.fresh();
    this.begin(this.state);
  }

  get isDone(): boolean {
    const { acts, open } = this.state;
    return acts.length === 0 && open === null && this.flight.length === 0 && this.pending.length === 0;
  }

  happen(what: Happening, choice: number): void {
    if (what === 'task') this.act();
    else if (what === 'deliver') this.deliver();
    else if (what === 'settle') {
      const [one] = this.pending.splice(choice % Math.max(1, this.pending.length), 1);
      one?.settle({ value: one.call.seq });
    } else if (what === 'timer') {
      const [timer] = this.timers;
      if (timer) this.timers.delete(timer);
      timer?.();
    } else if (what === 'signal') this.stream.emit({ name: 'signal', signal: `S${this.signalled++}` });
    else if (what === 'die') {
      this.stream.detach();
      this.begin(this.kept ?? this.fresh());
    } else if (what === 'checkpoint') {
      if (!this.isAttached || this.stream.isBehind) return;
      this.flush();
      this.kept = structuredClone(this.state);
      this.log.rebase(this.position());
    } else if (what === 'move') {
      if (!this.isAttached) return;
      this.flush();
      this.begin(this.state);
    } else if (this.state.open && this.isAttached) this.stream.receive({ ...this.state.open }, EMPTY);
  }

  private fresh(): State {
    return { acts: [...this.acts], seq: 0, seen: 0, open: null, acked: 0, numbers: 0, history: [] };
  }

  private begin(state: State): void {
    this.state = structuredClone(state);
    this.flight = [];
    this.again = [];
    this.unsaid = [];
    this.inc += 1;
    const { seq, seen, open, at } = this.position();
    this.stream.receive({ k: 'attach', inc: this.inc, seq, seen, open, at }, EMPTY);
  }

  private position() {
    const { seq, seen, open, acked, numbers } = this.state;
    return { seq, seen, open: open?.seq ?? null, at: { acked, written: 0, numbers, blobs: 0 } };
  }

  private get isAttached(): boolean {
    return this.answered === this.inc;
  }

  private act(): void {
    const { state } = this;
    if (!this.isAttached) {
      this.deliver();
      return;
    }
    const act = state.open === null && state.acts.shift();
    if (!act) {
      if (state.open) this.deliver();
      return;
    }
    state.seq += 1;
    // It looks at the clock, and does what that and all before it tells.
    state.history.push(`at ${this.draw()}`);
    const { seq, seen } = state;
    this.flush();
    if (act === 'wait') {
      state.open = { k: 'wait', seq, timeoutMs: 5, seen };
      this.stream.receive(state.open, EMPTY);
    } else {
      const call: CallRecord = {
        k: 'call',
        seq,
        name: 'fs.stat',
        args: [state.history.join()],
        mode: act,
        seen,
      };
      if (act === 'sync') state.open = call;
      this.stream.receive(call, EMPTY);
    }
  }

  private draw(): number {
    const { state } = this;
    state.numbers++;
    const again = this.again.shift();
    if (again !== undefined) return again;
    this.unsaid.push(++this.clock);
    return this.clock;
  }

  private flush(): void {
    const { unsaid, state } = this;
    if (unsaid.length === 0) return;
    const tail = new Uint8Array(new Float64Array(unsaid.flatMap((value) => [value, 1])).buffer);
    const after = { numbers: state.numbers - unsaid.length, blobs: 0 };
    this.log.note({ k: 'noted', after, pairs: unsaid.length, blobs: [] }, tail);
    this.unsaid = [];
  }

  /** A task takes records while it waits, one after the other. */
  private deliver(): void {
    const { state } = this;
    if (this.isAttached && state.open === null && state.acts.length > 0) return;
    const next = this.flight.shift();
    if (!next) return;
    const { record } = next;
    if (record.k === 'notes') this.takeNotes(record, next.bytes);
    if (record.k === 'attached') {
      this.answered = record.inc;
      if (state.open) this.stream.receive({ ...state.open }, EMPTY);
    }
    if (!this.isAttached) return;
    if (record.k === 'ack') {
      if (record.seq > state.acked) state.history.push(`out to ${record.seq}`);
      state.acked = Math.max(state.acked, record.seq);
    } else if (record.k === 'answer') {
      if (record.seq !== state.open?.seq) return;
      state.history.push(`${record.seq} is ${record.value}`);
      state.open = null;
    } else if (record.k === 'event' && record.n > state.seen) {
      expect(record.n).toBe(state.seen + 1);
      state.seen = record.n;
      state.history.push(record.name === 'done' ? `done ${record.seq}` : JSON.stringify(record));
    }
  }

  private takeNotes({ after, pairs }: NotesRecord, bytes: Uint8Array): void {
    const values = new Float64Array(bytes.slice().buffer);
    for (let i = 0; i < pairs; i++)
      if (after.numbers + i >= this.state.numbers) this.again.push(values[2 * i]!);
  }
}

test('whenever a task dies, what is done again is the same, each call takes effect once, and nothing is missing', () => {
  const acts = fc.array(fc.constantFrom<Act>('sync', 'async', 'oneway', 'wait'), {
    maxLength: 14,
    size: 'max',
  });
  const kinds: Happening[] = [
    ...(['task', 'task', 'task', 'deliver', 'deliver', 'settle', 'timer', 'signal'] as const),
    ...(['die', 'checkpoint', 'move', 'again'] as const),
  ];
  const happenings = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(7)), {
    maxLength: 120,
    size: 'max',
  });
  fc.assert(
    fc.property(acts, happenings, (program, world) => {
      const model = new Model([...program]);
      for (const [what, choice] of world) model.happen(what, choice);
      for (let round = 0; !model.isDone; round++) {
        expect(round).toBeLessThan(1000);
        for (const what of ['task', 'settle', 'timer', 'deliver'] as const) model.happen(what, 0);
      }
      const calls = program.flatMap((act, index) => (act === 'wait' ? [] : [index + 1]));
      expect(model.executed).toEqual(calls);
      const { history } = model.state;
      for (const [index, act] of program.entries()) {
        const told = history.filter(
          (line) => line === `${index + 1} is ${act === 'wait' ? null : index + 1}`,
        );
        if (act === 'sync' || act === 'wait') expect(told).toHaveLength(1);
        if (act === 'async') expect(history.filter((line) => line === `done ${index + 1}`)).toHaveLength(1);
      }
      expect(history.filter((line) => line.includes('"S'))).toHaveLength(model.signalled);
    }),
    { numRuns: 3000 },
  );
});
