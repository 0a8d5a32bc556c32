import { createHash } from 'node:crypto';
import type { CallRecord, WaitRecord } from '../../../protocol/records.ts';

/** Of as many bits as a number holds exactly. */
const DIGEST_BYTES = 6;
const WAIT = -1;

/** What a call does, for comparison: whoever does it again does the same. How long a task wants to wait is no effect. */
export function digestOf(record: CallRecord | WaitRecord, tail: Uint8Array): number {
  if (record.k === 'wait') return WAIT;
  const { name, args, mode } = record;
  return createHash('sha1')
    .update(`${mode} ${name} ${JSON.stringify(args)} `)
    .update(tail)
    .digest()
    .readUIntBE(0, DIGEST_BYTES);
}
