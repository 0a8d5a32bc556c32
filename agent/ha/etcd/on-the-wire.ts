import type { IEvent, IKeyValue, IRequestOp } from 'etcd3';
import type { Change, Condition, Heard, Stored } from './stored.ts';

/** Revisions count changes: no store comes to 2^53 of them. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`etcd says '${text.slice(0, 40)}' where a number is due`);
  return value;
}

export const stored = ({ key, value, lease, create_revision, mod_revision }: IKeyValue): Stored => ({
  key: key.toString(),
  value,
  lease,
  created: count(create_revision),
  modified: count(mod_revision),
});

export const heard = ({ type, kv }: IEvent): Heard => {
  const revision = count(kv.mod_revision);
  return type === 'Delete' ? { revision, removed: kv.key.toString() } : { revision, put: stored(kv) };
};

export const comparison = (condition: Condition) => ({
  key: Buffer.from(condition.key),
  result: 'Equal' as const,
  ...('created' in condition
    ? { target: 'Create' as const, create_revision: condition.created }
    : { target: 'Mod' as const, mod_revision: condition.modified }),
});

export const operation = (change: Change): IRequestOp =>
  'put' in change
    ? {
        request_put: {
          key: Buffer.from(change.put),
          value: Buffer.from(change.value),
          ...(change.lease !== undefined && { lease: change.lease }),
        },
      }
    : { request_delete_range: { key: Buffer.from(change.remove) } };

/** The first key after all those that begin so. */
export function endOf(prefix: string): Buffer {
  const end = Buffer.from(prefix);
  end[end.length - 1] = (end.at(-1) as number) + 1;
  return end;
}
