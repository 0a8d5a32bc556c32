import type { GossipEntry } from '../../protocol/gossip.ts';
import { MAX_GOSSIP_CHARS } from '../../protocol/limits.ts';
import type { NodeInfo } from '../../protocol/node.ts';
import { MEMORY_RESERVE_BYTES } from '../balance/tuning.ts';
import type { Entry } from '../gossip/entry.ts';

const lengths = new WeakMap<NodeInfo, number>();

function charsOf(info: NodeInfo): number {
  let chars = lengths.get(info);
  if (chars === undefined) {
    chars = JSON.stringify(info).length;
    lengths.set(info, chars);
  }
  return chars;
}

/** As many of the entries as one message may carry, as it does; the first, which is the sender's own, always. */
export function fitting(entries: readonly Entry<NodeInfo>[]): GossipEntry[] {
  let chars = 0;
  const fits = entries.filter(({ info }, index) => {
    chars += charsOf(info);
    return index === 0 || chars <= MAX_GOSSIP_CHARS;
  });
  return fits.map(({ id: _, ...entry }) => entry);
}

export const entryIn = (entry: GossipEntry): Entry<NodeInfo> => ({ id: entry.info.id, ...entry });

const runsOut = ({ freeBytes }: NodeInfo): boolean => freeBytes < MEMORY_RESERVE_BYTES;

/** What its user has told a node. */
const settingsIn = ({
  blocked,
  stay,
  lstay,
  quiet,
  isolated,
  tuned,
  exports,
  moreExports,
}: NodeInfo): string =>
  JSON.stringify([
    blocked,
    stay,
    lstay,
    quiet,
    isolated,
    tuned && { ...tuned, measured: 0 },
    exports,
    moreExports,
  ]);

/** News of a node that all should hear at once: its settings have changed, or its memory runs out. */
export const isUrgent = (before: NodeInfo | undefined, after: NodeInfo): boolean =>
  before !== undefined &&
  before !== after &&
  ((runsOut(after) && !runsOut(before)) || settingsIn(before) !== settingsIn(after));
