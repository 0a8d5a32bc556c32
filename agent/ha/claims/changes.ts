import type { HaConfiguration } from '../../../protocol/ha.ts';
import type { Change, Transacted, Transaction } from '../etcd/stored.ts';
import type { Keys, Kind } from './keys.ts';
import { type TaskView, viewIn } from './view.ts';

/**
 * What is asked of etcd, and what its answer means: pure, for whatever asks. Each change is one transaction, and its conditions are all that
 * safety rests on (docs/design/ha.md).
 */
type TaskKeys = Record<Kind, string>;

/** What a primary knows of itself: `revision` has made its configuration; `unsure`: changes that nobody has said the end of. */
export interface Primacy {
  readonly epoch: number;
  readonly revision: number;
  readonly current: HaConfiguration;
  readonly unsure: readonly HaConfiguration[];
}

export const becoming = (epoch: number, current: HaConfiguration): Primacy => ({
  epoch,
  revision: epoch,
  current,
  unsure: [],
});

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
  { epoch, seen, configuration }: TaskView,
): Primacy | null {
  const one = tried.find(({ change }) => change === configuration?.change);
  return one && epoch !== null && epoch === seen ? becoming(epoch, one) : null;
}

/** Of the primary's own configuration: as it is, nobody has followed. */
export const changing = (
  { tasks, alive, next }: TaskKeys,
  { revision, epoch }: Primacy,
  configuration: HaConfiguration,
  besides: readonly Change[],
): Transaction => ({
  when: [
    { key: tasks, modified: revision },
    { key: alive, created: epoch },
  ],
  make: [{ put: tasks, value: JSON.stringify(configuration) }, ...besides],
  read: [tasks, alive, next],
});

/** What that has come to. `again`: an earlier change was carried out after all, and this one comes after it. */
export function changed(
  primacy: Primacy,
  wanted: HaConfiguration,
  answer: Transacted,
  keys: Keys,
): [Primacy, 'done' | 'fenced' | 'again'] {
  const stands = (revision: number): Primacy => ({ ...primacy, revision, current: wanted, unsure: [] });
  if (answer.made) return [stands(answer.revision), 'done'];
  const { configuration: found, seen, epoch } = viewIn(answer.found, keys);
  if (found?.change === wanted.change) return [stands(seen), 'done'];
  const earlier = primacy.unsure.find(({ change }) => change === found?.change);
  if (!earlier || epoch !== primacy.epoch || seen === primacy.revision) return [primacy, 'fenced'];
  return [{ ...primacy, current: earlier, revision: seen }, 'again'];
}
