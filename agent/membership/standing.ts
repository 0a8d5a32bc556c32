import type { NodeView } from '../../protocol/node.ts';
import type { Standing } from '../gossip/entry.ts';
import type { Row } from '../gossip/view.ts';
import type { Contact } from './contact.ts';

/** Who was asked, and silent for so many beats, is suspect. */
export const SUSPECT_BEATS = 3.5;
/** Whom we have heard ourselves within so many beats is alive, whatever others say. */
const FRESH_BEATS = 2;

/** What others say of a node, and how old that is. */
export interface Hearsay {
  standing: Standing;
  row: Row<unknown>;
}

/**
 * How a node stands: what we see ourselves counts before what others say. Dead is what is proven to us, or was silent towards us for too
 * long, or says that it leaves; unless others have heard it since: then it cannot be reached from here.
 */
export function standingOf(
  contact: Contact | undefined,
  hearsay: Hearsay | undefined,
  nowMs: number,
  beatMs: number,
): NodeView['state'] {
  const told = hearsay?.standing ?? 'suspect';
  const diedAtMs = contact?.diedAtMs ?? null;
  if (diedAtMs !== null)
    return told === 'alive' && hearsay!.row.measuredAtMs > diedAtMs + beatMs ? 'suspect' : 'dead';
  if (told === 'left' && (contact === undefined || hearsay!.row.ownWordAtMs >= contact.infoAtMs))
    return 'dead';
  if (!contact?.isUp || contact.silentMs(nowMs) > beatMs * SUSPECT_BEATS) return 'suspect';
  if (contact.sinceHeardMs(nowMs) <= beatMs * FRESH_BEATS) return 'alive';
  return told === 'left' ? 'dead' : told;
}
