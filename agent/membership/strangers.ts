import { MAX_STRANGERS } from '../../protocol/limits.ts';
import { addressText, type MemberEntry, type StrangerView } from '../../protocol/members.ts';
import type { Clock } from '../../protocol/ports.ts';
import { fingerprintOf } from '../transport/fingerprint.ts';
import type { Neighbour } from './neighbourhood.ts';

/** Whose key was turned away at the door. It has proven nothing: shown to people, used for nothing. */
export class Strangers {
  private readonly turned = new Map<string, { from: string; atMs: number }>();

  constructor(private readonly clock: Clock) {}

  turnedAway(key: string, from: string): void {
    const fingerprint = fingerprintOf(key);
    this.turned.delete(fingerprint);
    this.turned.set(fingerprint, { from, atMs: this.clock.monotonicMs() });
    const oldest = this.turned.keys().next().value;
    if (this.turned.size > MAX_STRANGERS && oldest !== undefined) this.turned.delete(oldest);
  }

  /** With those that announce themselves, less the members. Whoever was a member once is known by name. */
  views(neighbours: readonly Neighbour[], known: ReadonlyMap<string, MemberEntry>): StrangerView[] {
    const now = this.clock.monotonicMs();
    const views = new Map<string, StrangerView>();
    for (const { fingerprint, id, name, addresses, heardMs } of neighbours.toReversed()) {
      const [first] = addresses;
      const address = first ? addressText(first) : null;
      views.set(fingerprint, { fingerprint, id, name, address, how: 'heard', agoMs: now - heardMs });
    }
    for (const [fingerprint, { from, atMs }] of this.turned) {
      const { id = null, name = null } = known.get(fingerprint) ?? views.get(fingerprint) ?? {};
      const agoMs = now - atMs;
      views.set(fingerprint, { fingerprint, id, name, address: from, how: 'turned away', agoMs });
    }
    return [...views.values()]
      .filter(({ fingerprint }) => known.get(fingerprint)?.state !== 'member')
      .slice(0, MAX_STRANGERS);
  }
}
