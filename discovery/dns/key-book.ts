import type { Address } from '../../protocol/members.ts';
import type { Clock } from '../../protocol/ports.ts';
import type { Listed } from './listing.ts';

/** Hex SHA-256 of the key that a node shows at an address; null where none does. */
export type KeyAt = (address: Address) => Promise<string | null>;

/** Another node may come to have an address. */
const KNOWN_MS = 600_000;
const UNKNOWN_MS = 60_000;
/** A listing of strangers' addresses must not make us knock at thousands of doors. */
const MAX_KNOCKS = 64;
const AT_ONCE = 8;
const MAX_KEPT = 4096;

/** Which key is shown where: found out by asking, since addresses alone say nothing of who is there. */
export class KeyBook {
  private readonly known = new Map<string, { fingerprint: string | null; untilMs: number }>();

  constructor(
    private readonly keyAt: KeyAt,
    private readonly clock: Clock,
  ) {}

  at(address: Address): string | null {
    return this.known.get(nameOf(address))?.fingerprint ?? null;
  }

  /** Asks at addresses that are not known, some in one call. */
  async learn(listing: readonly Listed[]): Promise<void> {
    const nowMs = this.clock.monotonicMs();
    for (const [name, { untilMs }] of this.known) if (untilMs <= nowMs) this.known.delete(name);
    const unknown = listing
      .flatMap(({ port, addresses }) => addresses.map((host) => ({ host, port })))
      .filter((address) => !this.known.has(nameOf(address)))
      .slice(0, Math.min(MAX_KNOCKS, MAX_KEPT - this.known.size));
    while (unknown.length > 0) await Promise.all(unknown.splice(0, AT_ONCE).map((one) => this.ask(one)));
  }

  private async ask(address: Address): Promise<void> {
    const fingerprint = await this.keyAt(address);
    const untilMs = this.clock.monotonicMs() + (fingerprint === null ? UNKNOWN_MS : KNOWN_MS);
    this.known.set(nameOf(address), { fingerprint, untilMs });
  }
}

const nameOf = ({ host, port }: Address): string => `${host} ${port}`;
