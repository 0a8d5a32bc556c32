/** The log of a task's stream: what it refuses, and what it lets go. Deaths at any moment: task-log-model.test.ts. */
import { expect, it } from 'vitest';
import { TaskLog } from '../../agent/deputy/recovery/task-log.ts';
import { EMPTY } from '../../protocol/frame.ts';
import type { AttachRecord, CallRecord, DeputyRecord } from '../../protocol/records.ts';

const at = { acked: 0, written: 0, numbers: 0, blobs: 0 };
const attach = (inc: number, seq = 0): AttachRecord => ({ k: 'attach', inc, seq, seen: 0, open: null, at });
const call = (seq: number, path = 'a'): CallRecord => ({
  k: 'call',
  seq,
  name: 'fs.stat',
  args: [path],
  mode: 'sync',
  seen: 0,
});
const numbers = (...values: number[]): Uint8Array =>
  new Uint8Array(new Float64Array(values.flatMap((value) => [value, 1])).buffer);

function begun(): { log: TaskLog; sent: DeputyRecord[] } {
  const sent: DeputyRecord[] = [];
  const log = new TaskLog((record) => sent.push(record));
  log.attach(attach(1));
  log.called(call(1), EMPTY);
  log.tell({ k: 'answer', seq: 1, value: 'first' }, EMPTY);
  return { log, sent };
}

it('gives the same answer again, once it is asked for', () => {
  const { log, sent } = begun();
  log.detach();
  sent.length = 0;
  log.attach(attach(2));
  expect(sent).toEqual([{ k: 'attached', inc: 2 }]);
  expect(log.isBehind(1)).toBe(true);
  log.called(call(1), EMPTY);
  expect(sent[1]).toMatchObject({ k: 'answer', seq: 1, value: 'first' });
  expect(log.isBehind(1)).toBe(false);
});

it('holds the task to what it has done: another argument, and another tail', () => {
  const { log } = begun();
  log.detach();
  log.attach(attach(2));
  expect(() => log.called(call(1, 'b'), EMPTY)).toThrow(
    /done again, its call 1 \(fs\.stat\) is not what it was/,
  );
  expect(() => log.called(call(1), new Uint8Array(1))).toThrow(/call 1/);
});

it('does not mind how V8 writes a clone', () => {
  const sent: DeputyRecord[] = [];
  const log = new TaskLog((record) => sent.push(record));
  log.attach(attach(1));
  const post = (bytes: number): CallRecord => ({
    ...call(1),
    name: 'port.post',
    args: [7, bytes, []],
    mode: 'oneway',
  });
  log.called(post(5), new Uint8Array(5));
  log.detach();
  log.attach(attach(2));
  log.called(post(9), new Uint8Array(9));
  expect(() => log.called({ ...post(9), args: [8, 9, []] }, new Uint8Array(9))).toThrow(/call 1/);
});

it('refuses a state from before the last one, notes that are not the next, and calls out of order', () => {
  const { log } = begun();
  log.rebase({ seq: 1, seen: 0, open: null, at });
  log.detach();
  expect(() => log.attach(attach(2))).toThrow(/before its last checkpoint/);
  log.attach(attach(3, 1));
  expect(() => log.called(call(9), EMPTY)).toThrow(/not the next one/);
  const after = { numbers: 5, blobs: 0 };
  expect(() => log.note({ k: 'noted', after, pairs: 1, blobs: [] }, numbers(1))).toThrow(/not the next ones/);
  expect(() =>
    log.note({ k: 'noted', after: { numbers: 0, blobs: 0 }, pairs: 2, blobs: [] }, numbers(1)),
  ).toThrow(/another size/);
});

it('gives notes back, from where the state stands', () => {
  const { log, sent } = begun();
  log.note({ k: 'noted', after: { numbers: 0, blobs: 0 }, pairs: 2, blobs: [] }, numbers(7, 8));
  log.note({ k: 'noted', after: { numbers: 2, blobs: 0 }, pairs: 1, blobs: [] }, numbers(9));
  log.rebase({ seq: 1, seen: 0, open: null, at: { ...at, numbers: 2 } });
  log.detach();
  sent.length = 0;
  log.attach({ ...attach(2, 1), at: { ...at, numbers: 2 } });
  expect(sent.map(({ k }) => k)).toEqual(['notes', 'attached']);
  expect(sent[0]).toMatchObject({ after: { numbers: 2 }, pairs: 1 });
});

it('keeps only what is under way after a gap, and all again after the next state', () => {
  const { log } = begun();
  log.note(
    { k: 'noted', after: { numbers: 0, blobs: 0 }, pairs: 0, blobs: [], gap: { why: 'made a key' } },
    EMPTY,
  );
  expect(log.gap).toBe('made a key');
  for (let seq = 2; seq < 500; seq++) {
    log.confirm(seq, 0);
    log.called(call(seq), EMPTY);
    log.tell({ k: 'answer', seq, value: 'x' }, new Uint8Array(1_000));
  }
  expect(log.bytes).toBeLessThan(5_000);
  log.rebase({ seq: 499, seen: 0, open: null, at });
  expect(log.gap).toBeNull();
  log.called(call(500), EMPTY);
  log.tell({ k: 'answer', seq: 500, value: 'x' }, new Uint8Array(1_000));
  log.detach();
  log.attach(attach(2, 499));
  expect(() => log.called(call(500, 'other'), EMPTY)).toThrow(/call 500/);
});
