import { createHash } from 'node:crypto';
import { EMPTY } from '../../../protocol/frame.ts';
import type { CallRecord, WaitRecord } from '../../../protocol/records.ts';

/** Of as many bits as a number holds exactly. */
const DIGEST_BYTES = 6;
const WAIT = -1;
/** V8 writes an integer as one or as a double, as its compiler happens to hold it: bytes of clones are not compared, nor how many they are. */
const CARRIES_CLONE = /^(?:port|thread)\./;

/** What a call does, for comparison: whoever does it again does the same. How long a task wants to wait is no effect. */
export function digestOf(record: CallRecord | WaitRecord, tail: Uint8Array): number {
  if (record.k === 'wait') return WAIT;
  const { name, mode } = record;
  const args = name === 'port.post' ? record.args.slice(0, 1) : record.args;
  return createHash('sha1')
    .update(`${mode} ${name} ${JSON.stringify(args)} `)
    .update(CARRIES_CLONE.test(name) ? EMPTY : tail)
    .digest()
    .readUIntBE(0, DIGEST_BYTES);
}
