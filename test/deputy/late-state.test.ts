/** A state that a broken link has kept comes when nobody waits for it any more: it is one all the same. */
import { expect, it } from 'vitest';
import { Checkpointing, type CheckpointingParts } from '../../agent/deputy/checkpointing.ts';
import type { Recovery } from '../../agent/deputy/recovery/recovery.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { EMPTY } from '../../protocol/frame.ts';
import type { CheckpointRecord } from '../../protocol/records.ts';

it('is kept, once', async () => {
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
