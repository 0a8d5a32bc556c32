/** A store that carries out transactions one after the other, as etcd does; and leases, which end when nobody knows. */

import { Keys } from '../../../agent/ha/claims/keys.ts';
import { type TaskView, viewIn } from '../../../agent/ha/claims/view.ts';
import type { Condition, Stored, Transacted, Transaction } from '../../../agent/ha/etcd/stored.ts';
import type { HaConfiguration } from '../../../protocol/ha.ts';

export const KEYS = new Keys('p');
export const ID = '00000000-0000-0000-0000-000000000000';
export const TASK_KEYS = KEYS.of(ID);

/** As etcd keeps it, with its value as text. */
type Kept = Omit<Stored, 'value'> & { value: string };

/** What a transaction has come to. `leaseless`: it names a lease that has ended, and is refused. */
export type Answer = { made: true; revision: number } | { made: false; found: Kept[] } | 'leaseless';

export interface Etcd {
  revision: number;
  keys: Record<string, { value: string; lease: string; created: number; modified: number }>;
  leases: string[];
}

const encoder = new TextEncoder();

function keptIn({ keys }: Etcd, key: string): Kept[] {
  const one = keys[key];
  return one === undefined ? [] : [{ ...one, key }];
}

const storedOf = (kept: readonly Kept[]): Stored[] =>
  kept.map((one) => ({ ...one, value: encoder.encode(one.value) }));

/** As whoever has asked reads it. */
export const transacted = (answer: Exclude<Answer, 'leaseless'>): Transacted =>
  answer.made ? answer : { made: false, revision: 0, found: storedOf(answer.found) };

export function holds({ keys }: Etcd, condition: Condition): boolean {
  const one = keys[condition.key];
  return 'created' in condition
    ? (one?.created ?? 0) === condition.created
    : (one?.modified ?? 0) === condition.modified;
}

export function transact(etcd: Etcd, { when, make, read }: Transaction): Answer {
  const isLeaseless = make.some(
    (change) => 'put' in change && change.lease !== undefined && !etcd.leases.includes(change.lease),
  );
  if (!when.every((condition) => holds(etcd, condition)))
    return { made: false, found: read.flatMap((key) => keptIn(etcd, key)) };
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

const MOST_VIEWS = 10_000;
const views = new Map<string, TaskView>();

/** Few are there, and they are looked at again and again. */
export function viewOf(etcd: Etcd): TaskView {
  const name = JSON.stringify(etcd.keys);
  let view = views.get(name);
  if (!view) {
    if (views.size >= MOST_VIEWS) views.clear();
    view = viewIn(storedOf(Object.values(TASK_KEYS).flatMap((key) => keptIn(etcd, key))), KEYS);
    views.set(name, view);
  }
  return view;
}

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
