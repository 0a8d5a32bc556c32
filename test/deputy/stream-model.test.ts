import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Outcome, TaskStream } from '../../agent/deputy/stream.ts';
import { EMPTY } from '../../protocol/frame.ts';
import type { CallRecord, DeputyRecord, WaitRecord } from '../../protocol/records.ts';

/** What the task does next, as its program says. */
type Act = 'sync' | 'async' | 'oneway' | 'wait';
/**
 * What happens in the world. `move` loses all that is on its way to the task, and what the deputy sends until its agent
 * knows of the new place; what it sends from then on arrives there, but before the deputy knows, too. `again` is a capture
 * that came to nothing: the task repeats what it waits for, and nothing is lost.
 */
type Happening = 'task' | 'deliver' | 'settle' | 'timer' | 'signal' | 'move' | 'again';

/** A task that keeps the rules, moved at any moment. */
class Model {
  readonly executions = new Map<number, number>();
  readonly order: number[] = [];
  readonly finished = new Map<number, unknown>();
  readonly signals: string[] = [];
  signalled = 0;
  acknowledged = 0;
  private readonly pending: { call: CallRecord; settle: (outcome: Outcome) => void }[] = [];
  private readonly timers = new Set<() => void>();
  private flight: DeputyRecord[] = [];
  private open: CallRecord | WaitRecord | null = null;
  private seq = 0;
  private seen = 0;
  private inc = 1;
  /** Of a move: the old place, the new one that has not attached, or all is as usual. */
  private place: 'left' | 'routed' | 'attached' = 'routed';
  /** Incarnation that the deputy has answered. */
  private answered = 0;
  private readonly stream = new TaskStream({
    send: (record) => this.place !== 'left' && this.flight.push(structuredClone(record)),
    execute: (call, _tail, settle) => {
      this.order.push(call.seq);
      this.executions.set(call.seq, (this.executions.get(call.seq) ?? 0) + 1);
      if (call.mode === 'oneway') this.stream.acknowledge(call.seq);
      else this.pending.push({ call, settle });
    },
    after: (_ms, callback) => {
      this.timers.add(callback);
      return () => this.timers.delete(callback);
    },
  });

  constructor(private readonly acts: Act[]) {
    this.act();
  }

  get isDone(): boolean {
    return (
      this.place === 'attached' &&
      this.acts.length === 0 &&
      this.open === null &&
      this.flight.length === 0 &&
      this.pending.length === 0
    );
  }

  happen(what: Happening, choice: number): void {
    if (what === 'task') this.act();
    else if (what === 'deliver') this.deliver();
    else if (what === 'settle') this.settle(choice);
    else if (what === 'timer') this.fire();
    else if (what === 'signal') this.stream.emit({ name: 'signal', signal: `S${this.signalled++}` });
    else if (what === 'move') {
      this.flight = [];
      this.inc += 1;
      this.place = 'left';
    } else if (this.place === 'attached') this.repeat();
  }

  private act(): void {
    if (this.place === 'left') this.place = 'routed';
    else if (this.place === 'routed') {
      this.place = 'attached';
      this.attach();
      this.repeat();
    } else this.go();
  }

  private go(): void {
    const act = this.open === null && this.acts.shift();
    if (!act) return;
    this.seq += 1;
    const { seq, seen } = this;
    if (act === 'wait') {
      this.open = { k: 'wait', seq, timeoutMs: 5, seen };
      this.stream.receive(this.open, EMPTY);
    } else {
      const call: CallRecord = { k: 'call', seq, name: 'fs.stat', args: [], mode: act, seen };
      if (act === 'sync') this.open = call;
      this.stream.receive(call, EMPTY);
    }
  }

  private deliver(): void {
    const record = this.flight.shift();
    if (!record) return;
    if (record.k === 'attached') this.answered = record.inc;
    if (record.k === 'attached' || this.answered !== this.inc) return;
    if (record.k === 'ack') this.acknowledged = Math.max(this.acknowledged, record.seq);
    else if (record.k === 'answer') {
      if (record.seq !== this.open?.seq) return;
      this.finish(record.seq, record.value);
      this.open = null;
    } else if (record.k === 'event' && record.n > this.seen) {
      expect(record.n).toBe(this.seen + 1);
      this.seen = record.n;
      if (record.name === 'done') this.finish(record.seq, record.value);
      else if (record.name === 'signal') this.signals.push(record.signal);
    }
  }

  private finish(seq: number, value: unknown): void {
    expect(this.finished.has(seq)).toBe(false);
    this.finished.set(seq, value);
  }

  private settle(choice: number): void {
    const [one] = this.pending.splice(choice % Math.max(1, this.pending.length), 1);
    one?.settle({ value: one.call.seq });
  }

  private fire(): void {
    const [timer] = this.timers;
    if (!timer) return;
    this.timers.delete(timer);
    timer();
  }

  private attach(): void {
    this.stream.receive(
      { k: 'attach', inc: this.inc, seq: this.seq, seen: this.seen, open: this.open?.seq ?? null },
      EMPTY,
    );
  }

  private repeat(): void {
    if (this.open) this.stream.receive({ ...this.open, seen: this.seen }, EMPTY);
  }
}

test('whenever a task moves, each call takes effect once, in order, and each result arrives once', () => {
  const acts = fc.array(fc.constantFrom<Act>('sync', 'async', 'oneway', 'wait'), {
    maxLength: 12,
    size: 'max',
  });
  const kinds: Happening[] = [
    'task',
    'task',
    'deliver',
    'deliver',
    'settle',
    'timer',
    'signal',
    'move',
    'again',
  ];
  const happenings = fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(7)), { maxLength: 80, size: 'max' });
  fc.assert(
    fc.property(acts, happenings, (program, world) => {
      const model = new Model([...program]);
      for (const [what, choice] of world) model.happen(what, choice);
      // Then the world calms down, and everything must come to its end.
      for (let round = 0; !model.isDone; round++) {
        expect(round).toBeLessThan(1000);
        for (const what of ['task', 'settle', 'timer', 'deliver'] as const) model.happen(what, 0);
      }
      const numbered = program.map((act, index) => ({ act, seq: index + 1 }));
      const calls = numbered.filter(({ act }) => act !== 'wait').map(({ seq }) => seq);
      expect(model.order).toEqual(calls);
      for (const { act, seq } of numbered) {
        if (act === 'sync' || act === 'async') expect(model.finished.get(seq)).toBe(seq);
        if (act === 'wait') expect(model.finished.get(seq)).toBe(null);
        if (act === 'oneway') expect(model.acknowledged).toBeGreaterThanOrEqual(seq);
      }
      expect(model.signals).toEqual(Array.from({ length: model.signalled }, (_, n) => `S${n}`));
    }),
    { numRuns: 3000 },
  );
});
