import { describe, expect, test } from 'vitest';
import { type Outcome, TaskStream } from '../../agent/deputy/stream.ts';
import { EMPTY } from '../../protocol/frame.ts';
import { UNCONFIRMED_WINDOW_BYTES } from '../../protocol/limits.ts';
import type { CallRecord, DeputyRecord } from '../../protocol/records.ts';

/** A stream whose calls are settled by hand and whose time is a list of timers. */
function setUp() {
  const sent: DeputyRecord[] = [];
  const executed: { call: CallRecord; settle: (outcome: Outcome) => void }[] = [];
  const timers = new Set<{ ms: number; callback: () => void }>();
  const stream = new TaskStream({
    send: (record) => sent.push(record),
    execute: (call, _tail, settle) => executed.push({ call, settle }),
    after: (ms, callback) => {
      const timer = { ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  });
  const take = (): DeputyRecord[] => sent.splice(0);
  const call = (seq: number, mode: CallRecord['mode'] = 'sync', seen = 0): void =>
    stream.receive({ k: 'call', seq, name: 'fs.stat', args: [seq], mode, seen }, EMPTY);
  function attach(inc: number, seq: number, seen = 0, open: number | null = null): void {
    const before = sent.length;
    stream.receive({ k: 'attach', inc, seq, seen, open }, EMPTY);
    expect(sent.splice(before, 1)).toEqual([{ k: 'attached', inc }]);
  }
  const wait = (seq: number, timeoutMs: number | null = null, seen = 0): void =>
    stream.receive({ k: 'wait', seq, timeoutMs, seen }, EMPTY);
  return { stream, take, executed, timers, call, attach, wait };
}

describe('synchronous calls', () => {
  test('are executed once and answered by their number', () => {
    const { call, attach, executed, take } = setUp();
    attach(1, 0);
    call(1);
    executed[0]!.settle({ value: 'a' });
    expect(take()).toEqual([{ k: 'answer', seq: 1, value: 'a' }]);
    call(2);
    executed[1]!.settle({ error: { name: 'Error', message: 'no' } });
    expect(take()).toEqual([{ k: 'answer', seq: 2, error: { name: 'Error', message: 'no' } }]);
    expect(executed.length).toBe(2);
  });

  test('a lost answer is given again after a move, without executing again', () => {
    const { call, attach, executed, take } = setUp();
    attach(1, 0);
    call(1);
    executed[0]!.settle({ value: 'a' });
    take();
    attach(2, 1, 0, 1);
    expect(take()).toEqual([]);
    call(1);
    expect(take()).toEqual([{ k: 'answer', seq: 1, value: 'a' }]);
    expect(executed.length).toBe(1);
  });

  test('one that ends during the move waits for the task to ask again', () => {
    const { call, attach, executed, take } = setUp();
    attach(1, 0);
    call(1);
    attach(2, 1, 0, 1);
    executed[0]!.settle({ value: 'late' });
    expect(take()).toEqual([]);
    call(1);
    expect(take()).toEqual([{ k: 'answer', seq: 1, value: 'late' }]);
  });

  test('one that still runs when it is asked again is answered once', () => {
    const { call, attach, executed, take } = setUp();
    attach(1, 0);
    call(1);
    attach(2, 1, 0, 1);
    call(1);
    executed[0]!.settle({ value: 1 });
    expect(take()).toEqual([{ k: 'answer', seq: 1, value: 1 }]);
    expect(executed.length).toBe(1);
  });

  test('an answer is forgotten once the task has gone on', () => {
    const { call, attach, executed } = setUp();
    attach(1, 0);
    call(1);
    executed[0]!.settle({ value: 1 });
    call(2);
    expect(() => call(1)).toThrow(/call 1 again/);
  });
});

describe('asynchronous calls and events', () => {
  test('end by numbered events, in the order of their ends', () => {
    const { call, attach, executed, take } = setUp();
    attach(1, 0);
    call(1, 'async');
    call(2, 'async');
    executed[1]!.settle({ value: 2 });
    executed[0]!.settle({ value: 1 });
    expect(take()).toEqual([
      { k: 'event', n: 1, name: 'done', seq: 2, value: 2 },
      { k: 'event', n: 2, name: 'done', seq: 1, value: 1 },
    ]);
  });

  test('events are repeated above `seen` after a move, and forgotten when confirmed', () => {
    const { stream, attach, take, call } = setUp();
    attach(1, 0);
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM']) stream.emit({ name: 'signal', signal });
    take();
    attach(2, 0, 1);
    expect(take().map((record) => record.k === 'event' && record.n)).toEqual([2, 3]);
    call(1, 'async', 3);
    attach(3, 1, 3);
    expect(take()).toEqual([]);
  });

  test('what happens while no incarnation is attached is told by the attach', () => {
    const { stream, attach, take } = setUp();
    stream.emit({ name: 'signal', signal: 'SIGINT' });
    expect(take()).toEqual([]);
    attach(1, 0);
    expect(take()).toEqual([{ k: 'event', n: 1, name: 'signal', signal: 'SIGINT' }]);
  });

  test('an asynchronous call repeated after a move is not executed again', () => {
    const { call, attach, executed } = setUp();
    attach(1, 0);
    call(1, 'async');
    attach(2, 1);
    call(1, 'async');
    expect(executed.length).toBe(1);
  });

  test('no further call starts while the task does not take its results', () => {
    const { stream, call, attach, executed } = setUp();
    attach(1, 0);
    call(1, 'async');
    executed[0]!.settle({ bytes: new Uint8Array(UNCONFIRMED_WINDOW_BYTES) });
    call(2, 'async');
    expect(executed.length).toBe(1);
    stream.receive({ k: 'wait', seq: 3, timeoutMs: null, seen: 1 }, EMPTY);
    expect(executed.length).toBe(2);
  });
});

describe('wait', () => {
  test('is answered after an event', () => {
    const { stream, attach, wait, take } = setUp();
    attach(1, 0);
    wait(1);
    expect(take()).toEqual([]);
    stream.emit({ name: 'signal', signal: 'SIGINT' });
    expect(take()).toEqual([
      { k: 'event', n: 1, name: 'signal', signal: 'SIGINT' },
      { k: 'answer', seq: 1, value: null },
    ]);
  });

  test('is answered at once where an event is on its way', () => {
    const { stream, attach, wait, take } = setUp();
    attach(1, 0);
    stream.emit({ name: 'signal', signal: 'SIGINT' });
    take();
    wait(1);
    expect(take()).toEqual([{ k: 'answer', seq: 1, value: null }]);
  });

  test('is answered at its deadline', () => {
    const { attach, wait, take, timers } = setUp();
    attach(1, 0);
    wait(1, 50);
    const [timer] = timers;
    expect(timer!.ms).toBe(50);
    timer!.callback();
    expect(take()).toEqual([{ k: 'answer', seq: 1, value: null }]);
    wait(2, 0);
    expect(take()).toEqual([{ k: 'answer', seq: 2, value: null }]);
  });

  test('a move ends the old wait; the repeated one counts anew', () => {
    const { stream, attach, wait, take, timers } = setUp();
    attach(1, 0);
    wait(1, 1000);
    attach(2, 1, 0, 1);
    expect(timers.size).toBe(0);
    stream.emit({ name: 'signal', signal: 'SIGINT' });
    take();
    wait(1, 600);
    expect(take()).toEqual([{ k: 'answer', seq: 1, value: null }]);
  });
});

describe('output', () => {
  test('is acknowledged, and again after a move', () => {
    const { stream, call, attach, take } = setUp();
    attach(1, 0);
    call(1, 'oneway');
    call(2, 'oneway');
    stream.acknowledge(2);
    expect(take()).toEqual([{ k: 'ack', seq: 2 }]);
    attach(2, 2);
    expect(take()).toEqual([{ k: 'ack', seq: 2 }]);
  });
});

describe('a host that breaks the rules', () => {
  test('is told so', () => {
    const { call, attach, wait } = setUp();
    expect(() => call(1)).toThrow(/before its attach/);
    attach(1, 0);
    expect(() => wait(1, null, 7)).toThrow(/event 7 confirmed/);
    wait(2);
    expect(() => wait(1)).toThrow(/wait 1 again/);
  });
});
