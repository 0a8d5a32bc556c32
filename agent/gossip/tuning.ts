import { MAX_GOSSIP_ENTRIES } from '../../protocol/limits.ts';

/** Every number of the gossip, with what it trades. docs/design/gossip.md explains them together. */

/** A node tells one other what it knows once in this time. Shorter: younger knowledge, more messages. */
export const PERIOD_MS = 250;

/** Entries in one message: the newest. More: younger knowledge of large clusters, larger messages. */
export const WINDOW = MAX_GOSSIP_ENTRIES;

/** Nodes known at a time; of a larger cluster the newest, so a sample that changes by the second. */
export const CAPACITY = 128;

/** To so many others urgent news goes at once, from each that hears it first: all but e^−3 = 5 % hear it so, the others by the ordinary way. */
export const URGENT_FANOUT = 3;

/** Urgent messages of one node in a period: in bad times, or under a flood of lies, news goes the ordinary way. */
export const MOST_URGENT = 6;

/** One message in so many goes to a node that is silent: if it lives, it learns that it is missed. */
export const SILENT_TURN = 8;

/** Expected false suspicions in one node's whole view, from which the limit of silence follows (ages.ts). */
export const FALSE_SUSPICIONS = 0.001;

/** Somebody that ticks this many periods late was asleep: its silence, not that of the others. */
export const ASLEEP_PERIODS = 4;

/** A word that a node has left is kept this long, in periods of silence: longer than anything older travels. */
export const TOMBSTONE_LIMITS = 4;
