import { type HaConfiguration, haConfiguration } from '../../../protocol/ha.ts';
import { MAX_ETCD_VALUE_BYTES } from '../../../protocol/limits.ts';
import type { Stored } from '../etcd/stored.ts';
import type { Keys, Kind } from './keys.ts';

/** What etcd says of one task. */
export interface TaskView {
  /** Null where there is none, or none that could be understood: `trouble` says why. */
  configuration: HaConfiguration | null;
  trouble: string | null;
  /** The revision that has made the configuration; 0 where there is none. It says which one is meant. */
  seen: number;
  /** The revision at which the primary's process came; null where there is none, for its lease has expired or it has resigned. */
  alive: number | null;
  /** Which primary that is; null where there is none, or none that could be understood. */
  epoch: number | null;
  /** Who alone may follow it, for some seconds. */
  next: number | null;
}

export const NOWHERE: TaskView = {
  configuration: null,
  trouble: null,
  seen: 0,
  alive: null,
  epoch: null,
  next: null,
};

/** The view after one of the task's keys was put, or with `stored` null, deleted. */
export function withKey(view: TaskView, kind: Kind, stored: Stored | null): TaskView {
  switch (kind) {
    case 'tasks':
      if (!stored) return withEpoch({ ...view, configuration: null, trouble: null, seen: 0 });
      return withEpoch({ ...view, ...understood(stored.value), seen: stored.modified });
    case 'alive':
      return withEpoch({ ...view, alive: stored?.created ?? null });
    case 'next':
      return { ...view, next: stored ? nextIn(stored.value) : null };
  }
}

const withEpoch = (view: TaskView): TaskView => ({
  ...view,
  epoch: view.alive === null ? null : (view.configuration?.epoch ?? null),
});

/** What all keys of one task say together. */
export const viewIn = (found: readonly Stored[], keys: Keys): TaskView =>
  found.reduce((view, stored) => {
    const key = keys.parse(stored.key);
    return key ? withKey(view, key.kind, stored) : view;
  }, NOWHERE);

/** Why that node may not become the primary now; null where it may. */
export type Refusal = 'unknown' | 'damaged' | 'ended' | 'stranger' | 'alive' | 'reserved';
export function refusalOf(view: TaskView, node: number): Refusal | null {
  const { configuration, trouble, alive, next } = view;
  if (trouble !== null) return 'damaged';
  if (configuration === null) return 'unknown';
  if (configuration.ended) return 'ended';
  // The primary itself, too: nobody has followed it, so it has all that there is.
  if (configuration.primary !== node && !configuration.replicas.includes(node)) return 'stranger';
  if (alive !== null) return 'alive';
  return next === null || next === node ? null : 'reserved';
}

export const sameView = (a: TaskView, b: TaskView): boolean =>
  a.seen === b.seen && a.alive === b.alive && a.next === b.next;

function understood(value: Uint8Array): Pick<TaskView, 'configuration' | 'trouble'> {
  const bad = (trouble: string) => ({ configuration: null, trouble });
  if (value.length > MAX_ETCD_VALUE_BYTES) return bad(`it has ${value.length} bytes`);
  const read = haConfiguration.safeParse(json(value));
  if (!read.success) return bad('it is no configuration that this version understands');
  return { configuration: read.data, trouble: null };
}

/** A value that says nobody's name reserves nothing: it ends by itself in some seconds. */
function nextIn(value: Uint8Array): number | null {
  const node = value.length <= 5 ? Number(new TextDecoder().decode(value)) : Number.NaN;
  return Number.isInteger(node) && node >= 1 && node <= 65535 ? node : null;
}

function json(value: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(value));
  } catch {
    return undefined;
  }
}
