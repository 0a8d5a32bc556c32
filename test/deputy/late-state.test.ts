/** A state, and the word whether it comes, may come in either order, late, or one without the other. */
import { expect, it } from 'vitest';
import { Checkpointing, type CheckpointingParts } from '../../agent/deputy/checkpointing.ts';
import type { Frozen } from '../../agent/deputy/recovery/frozen.ts';
import type { Recovery } from '../../agent/deputy/recovery/recovery.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { EMPTY } from '../../protocol/frame.ts';
import type { CheckpointRecord } from '../../protocol/records.ts';

it('that a broken link has kept is taken when it comes, once', async () => {
  const kept: string[] = [];
  const checkpointing = new Checkpointing({
    capture: () => Promise.reject(new OmosixError('EREFUSED', 'the link to node 2 broke')),
    recovery: {
      begin: () => kept.push('begins'),
      piece: (_bytes: Uint8Array, isLast: boolean) => kept.push(isLast ? 'ends' : 'goes on'),
    } as unknown as Recovery,
    deputy: { isBehind: false },
    nowMs: () => 0,
  } as unknown as CheckpointingParts);
  const record = { k: 'checkpoint' } as CheckpointRecord;
  expect(() => checkpointing.begin(record)).toThrow(/nobody asked for/);
  await expect(checkpointing.keep()).rejects.toThrow('the link to node 2 broke');
  checkpointing.begin(record);
  checkpointing.piece({ k: 'state', last: false }, EMPTY);
  checkpointing.piece({ k: 'state', last: true }, EMPTY);
  expect(kept).toEqual(['begins', 'goes on', 'ends']);
  expect(() => checkpointing.begin(record)).toThrow(/nobody asked for/);
});

const whole = (checkpointing: Checkpointing): void => {
  checkpointing.begin({ k: 'checkpoint', hold: true } as CheckpointRecord);
  checkpointing.piece({ k: 'state', last: true }, EMPTY);
};

/** Refused after it has come: the word was lost with the link, or the time was up. */
function refusedAfterIt(code: 'EBUSY' | 'EREFUSED'): {
  checkpointing: Checkpointing;
  isHeld(): boolean;
  asked(): number;
} {
  let [isHeld, asked] = [false, 0];
  const checkpointing: Checkpointing = new Checkpointing({
    capture: () => {
      asked++;
      whole(checkpointing);
      return Promise.reject(new OmosixError(code, 'too late'));
    },
    pause: () => Promise.resolve(),
    recovery: { begin: () => {}, piece: () => {}, trouble: null },
    deputy: {
      isBehind: false,
      hold: () => {
        isHeld = true;
        return () => {
          isHeld = false;
        };
      },
    },
    nowMs: () => 0,
  } as unknown as CheckpointingParts);
  return { checkpointing, isHeld: () => isHeld, asked: () => asked };
}

it.each(['EBUSY', 'EREFUSED'] as const)(
  'that has come is one whatever is said after it (%s), and is not asked for again',
  async (code) => {
    const { checkpointing, isHeld, asked } = refusedAfterIt(code);
    await checkpointing.keep();
    expect([isHeld(), asked()]).toEqual([false, 1]);
  },
);

it.each(['EBUSY', 'EREFUSED'] as const)(
  'of a task that is to be held and may not be (%s) leaves nothing waiting',
  async (code) => {
    const { checkpointing, isHeld, asked } = refusedAfterIt(code);
    const frozen = { begin: () => {}, piece: () => {}, drop: () => {} } as unknown as Frozen;
    await expect(checkpointing.freeze(frozen)).rejects.toThrow('too late');
    expect([isHeld(), asked()]).toEqual([false, 1]);
  },
);

it('of a node that dies is not waited for', async () => {
  const checkpointing = new Checkpointing({
    capture: () => new Promise(() => {}),
    recovery: { begin: () => {}, piece: () => {} },
    deputy: { isBehind: false },
    nowMs: () => 0,
  } as unknown as CheckpointingParts);
  const kept = expect(checkpointing.keep()).rejects.toThrow('its node died meanwhile');
  await null;
  checkpointing.interrupted();
  await kept;
});

it('one of which a node has taken the rest along is waited for no more: the next one is asked for, and comes', async () => {
  let answers: ((error: Error | null) => void)[] = [];
  let pauses: (() => void)[] = [];
  const checkpointing: Checkpointing = new Checkpointing({
    capture: () =>
      new Promise<void>((resolve, reject) => {
        answers.push((error) => (error ? reject(error) : resolve()));
      }),
    pause: () => new Promise<void>((resolve) => pauses.push(resolve)),
    recovery: { begin() {}, piece() {} } as unknown as Recovery,
    deputy: { isBehind: false, hold: () => () => {} },
    nowMs: () => 0,
  } as unknown as CheckpointingParts);
  const record = { k: 'checkpoint' } as CheckpointRecord;
  const turns = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) await null;
  };
  for (const isBusy of [true, false]) {
    const first = checkpointing.keep();
    first.catch(() => {});
    await turns();
    checkpointing.begin(record);
    // The link to its node breaks, and it is to be asked again; or it has said that all has left.
    answers.pop()!(isBusy ? new OmosixError('EBUSY', 'the link to node 2 broke') : null);
    await turns();
    checkpointing.interrupted();
    for (const goOn of pauses.splice(0)) goOn();
    await expect(first).rejects.toThrow('its node died meanwhile');
    expect(answers).toEqual([]);
    const next = checkpointing.keep();
    await turns();
    checkpointing.begin(record);
    checkpointing.piece({ k: 'state', last: true }, EMPTY);
    answers.pop()!(null);
    await next;
    answers = [];
    pauses = [];
  }
});

it.each<[string, { seq: number; hold?: true; asked?: number }[]]>([
  ['of a task that goes on', [{ seq: 3 }, { seq: 5, hold: true }]],
  [
    'of a task that was held before, and has gone on since',
    [
      { seq: 3, hold: true, asked: 0 },
      { seq: 5, hold: true, asked: 1 },
    ],
  ],
])('%s is none of one that is to be held', async (_, records) => {
  let said: () => void = () => {};
  const checkpointing = new Checkpointing({
    capture: () => new Promise<void>((resolve) => (said = resolve)),
    recovery: { begin: () => {}, piece: () => {}, trouble: null },
    deputy: { isBehind: false, hold: () => () => {} },
    nowMs: () => 0,
  } as unknown as CheckpointingParts);
  const kept: number[] = [];
  const frozen = {
    begin: ({ seq }: CheckpointRecord) => kept.push(seq),
    piece: () => {},
    keep: () => {},
    drop: () => {},
  } as unknown as Frozen;
  const frozenNow = checkpointing.freeze(frozen);
  await null;
  // Two were asked for: the word about the first was lost with its link.
  Object.assign(checkpointing, { owed: 2 });
  for (const record of records) {
    checkpointing.begin({ k: 'checkpoint', ...record } as CheckpointRecord);
    checkpointing.piece({ k: 'state', last: true }, EMPTY);
  }
  said();
  await frozenNow;
  expect(kept).toEqual([5]);
});
