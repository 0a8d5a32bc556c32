/** A store that carries out transactions one after the other, as etcd does; and leases, which end when nobody knows. */

import { Keys } from '../../../agent/ha/claims/keys.ts';
import { type TaskView, viewIn } from '../../../agent/ha/claims/view.ts';
import type { Condition, Stored, Transacted, Transaction } from '../../../agent/ha/etcd/stored.ts';
import type { HaConfiguration } from '../../../protocol/ha.ts';

export const KEYS = new Keys('p');
export const ID = '00000000-0000-0000-0000-000000000000';
export const TASK_KEYS = KEYS.of(ID);

export interface Etcd {
  revision: number;
  keys: Record<string, { value: string; lease: string; created: number; modified: number }>;
  leases: string[];
}

const encoder = new TextEncoder();

function storedIn({ keys }: Etcd, key: string): Stored[] {
  const one = keys[key];
  return one === undefined ? [] : [{ ...one, key, value: encoder.encode(one.value) }];
}

function holds({ keys }: Etcd, condition: Condition): boolean {
  const one = keys[condition.key];
  return 'created' in condition
    ? (one?.created ?? 0) === condition.created
    : (one?.modified ?? 0) === condition.modified;
}

/** `leaseless`: it names a lease that has ended, and is refused. */
export function transact(etcd: Etcd, { when, make, read }: Transaction): Transacted | 'leaseless' {
  const isLeaseless = make.some(
    (change) => 'put' in change && change.lease !== undefined && !etcd.leases.includes(change.lease),
  );
  if (!when.every((condition) => holds(etcd, condition)))
    return { made: false, revision: etcd.revision, found: read.flatMap((key) => storedIn(etcd, key)) };
  if (isLeaseless) return 'leaseless';
  etcd.revision++;
  for (const change of make) {
    if ('remove' in change) delete etcd.keys[change.remove];
    else {
      const { put, value, lease = '0' } = change;
      const created = etcd.keys[put]?.created ?? etcd.revision;
      etcd.keys[put] = { value, lease, created, modified: etcd.revision };
    }
  }
  return { made: true, revision: etcd.revision };
}

export function expire(etcd: Etcd, lease: string): void {
  etcd.leases = etcd.leases.filter((one) => one !== lease);
  const gone = Object.keys(etcd.keys).filter((key) => etcd.keys[key]!.lease === lease);
  if (gone.length > 0) etcd.revision++;
  for (const key of gone) delete etcd.keys[key];
}

export const viewOf = (etcd: Etcd): TaskView =>
  viewIn(
    Object.values(TASK_KEYS).flatMap((key) => storedIn(etcd, key)),
    KEYS,
  );

/** As `configured`, with a name that is the same in each walk. */
export const configuredAs = (
  epoch: number,
  primary: number,
  replicas: readonly number[],
  change: string,
): HaConfiguration => ({
  version: 2,
  epoch,
  primary,
  replicas: replicas.filter((node) => node !== primary),
  ended: false,
  change,
});
