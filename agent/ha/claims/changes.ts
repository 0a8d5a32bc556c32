import type { HaConfiguration } from '../../../protocol/ha.ts';
import type { Change, Transacted, Transaction } from '../etcd/stored.ts';
import type { Keys, Kind } from './keys.ts';
import { type TaskView, viewIn } from './view.ts';

/**
 * What is asked of etcd, and what its answer means: pure, for whatever asks. Each change is one transaction, and its conditions are all that
 * safety rests on (docs/design/ha.md).
 */
type TaskKeys = Record<Kind, string>;

/**
 * What a primary knows of itself: `alive`: the revision at which its process came, 0 where its lease has run out since; `revision` has made its
 * configuration; `unsure`: changes that nobody has said the end of.
 */
export interface Primacy {
  readonly epoch: number;
  readonly alive: number;
  readonly revision: number;
  readonly current: HaConfiguration;
  readonly unsure: readonly HaConfiguration[];
}

export const becoming = (revision: number, current: HaConfiguration): Primacy => ({
  epoch: current.epoch,
  alive: revision,
  revision,
  current,
  unsure: [],
});

/**
 * The epoch of who follows. Higher than that of the primary before; and than all revisions so far, so that an etcd which has forgotten
 * something gives nobody the epoch that somebody has had.
 */
export const nextEpoch = (before: HaConfiguration | null, revision: number): number =>
  Math.max(before?.epoch ?? 0, revision) + 1;

/** A new task's first primary. */
export const claiming = (keys: TaskKeys, configuration: HaConfiguration, lease: string): Transaction => ({
  when: [
    { key: keys.tasks, created: 0 },
    { key: keys.alive, created: 0 },
  ],
  ...taking(keys, configuration, lease, []),
});

/** `seen`: the configuration that its state goes with. Nobody has been named since then, for that changes it. */
export const following = (
  keys: TaskKeys,
  seen: number,
  configuration: HaConfiguration,
  lease: string,
): Transaction => ({
  when: [
    { key: keys.tasks, modified: seen },
    { key: keys.alive, created: 0 },
  ],
  ...taking(keys, configuration, lease, [{ remove: keys.next }]),
});

function taking(
  keys: TaskKeys,
  configuration: HaConfiguration,
  lease: string,
  besides: readonly Change[],
): Omit<Transaction, 'when'> {
  return {
    make: [
      { put: keys.tasks, value: JSON.stringify(configuration) },
      { put: keys.alive, value: configuration.change, lease },
      ...besides,
    ],
    read: Object.values(keys),
  };
}

/** What an attempt to become the primary has come to whose answer was lost; null: to nothing that etcd says. */
export function cameTrue(
  tried: readonly HaConfiguration[],
  { alive, seen, configuration }: TaskView,
): Primacy | null {
  const one = tried.find(({ change }) => change === configuration?.change);
  return one && alive !== null && alive === seen ? becoming(alive, one) : null;
}

/**
 * Of the primary's own configuration: as it is, nobody has followed. `lease`: what its process has now, which may not be what it had: where that
 * has run out, its process is there again; null: it goes.
 */
export const changing = (
  { tasks, alive, next }: TaskKeys,
  primacy: Primacy,
  configuration: HaConfiguration,
  lease: string | null,
  besides: readonly Change[],
): Transaction => ({
  when: [
    { key: tasks, modified: primacy.revision },
    { key: alive, created: primacy.alive },
  ],
  make: [
    { put: tasks, value: JSON.stringify(configuration) },
    lease === null ? { remove: alive } : { put: alive, value: configuration.change, lease },
    ...besides,
  ],
  read: [tasks, alive, next],
});

/** Its process is dead: of that primary, as `alive` was found. Nothing happens to whoever has followed it. */
export const burying = (keys: TaskKeys, { epoch, alive }: TaskView, dead: number): Transaction | null =>
  alive === null || epoch !== dead
    ? null
    : { when: [{ key: keys.alive, created: alive }], make: [{ remove: keys.alive }], read: [] };

/** What that has come to. `again`: it is the primary yet, otherwise than it knew, and this change comes after that. */
export function changed(
  primacy: Primacy,
  wanted: HaConfiguration,
  answer: Transacted,
  keys: Keys,
): [Primacy, 'done' | 'fenced' | 'again'] {
  if (answer.made) {
    const { revision } = answer;
    return [{ ...primacy, alive: primacy.alive || revision, revision, current: wanted, unsure: [] }, 'done'];
  }
  const { configuration: found, seen, alive } = viewIn(answer.found, keys);
  const known = [wanted, primacy.current, ...primacy.unsure];
  const current = known.find(({ change }) => change === found?.change);
  // Who follows puts a configuration of its own.
  if (!current) return [primacy, 'fenced'];
  const now = { ...primacy, alive: alive ?? 0, revision: seen, current };
  return current === wanted ? [{ ...now, unsure: [] }, 'done'] : [now, 'again'];
}
