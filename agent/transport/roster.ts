import { fingerprintOf } from './fingerprint.ts';
import type { Peer } from './peer.ts';

/** All peers, by everything that they are known by. */
export class Roster {
  private readonly byId = new Map<number, Peer>();
  private readonly byKey = new Map<string, Peer>();
  private readonly byFingerprint = new Map<string, Peer>();

  add(peer: Peer): void {
    this.byId.set(peer.id, peer);
    this.byKey.set(peer.key, peer);
    this.byFingerprint.set(fingerprintOf(peer.key), peer);
  }

  delete({ id, key }: Peer): void {
    this.byId.delete(id);
    this.byKey.delete(key);
    this.byFingerprint.delete(fingerprintOf(key));
  }

  withId(id: number): Peer | undefined {
    return this.byId.get(id);
  }
  withKey(key: string): Peer | undefined {
    return this.byKey.get(key);
  }
  withFingerprint(fingerprint: string): Peer | undefined {
    return this.byFingerprint.get(fingerprint);
  }
  all(): IterableIterator<Peer> {
    return this.byId.values();
  }
}
