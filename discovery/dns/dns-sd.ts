import { Resolver } from 'node:dns/promises';
import type { Clock } from '../../protocol/ports.ts';
import {
  type Announcement,
  type Discovery,
  type DiscoveryEvents,
  printable,
  type Sighting,
  sightingOf,
} from '../discovery.ts';
import { DEFAULT_PORT } from '../static-map.ts';
import { type DnsDomain, domainText } from './domain.ts';
import { type KeyAt, KeyBook } from './key-book.ts';
import { type Listed, listingOf } from './listing.ts';

/** Time to the next look; after these at a rate that a name server bears from many nodes. */
const FIRST_ROUNDS_MS = [2000, 5000, 10_000];
const ROUND_MS = 30_000;
/** Nodes that were started together do not ask together for ever: each takes so much longer, by its key. */
const MOST_LONGER_MS = 6000;
/** A question that is not answered is asked twice. */
const QUESTION = { timeout: 3000, tries: 2 };

/** Nodes that a domain lists, asked for again and again. It lists this one too, or does not: nothing is announced. */
class DomainWatch {
  /** Why nobody is found here, in words. */
  problem: string | null = null;
  private readonly dns = new Resolver(QUESTION);
  private cancel: () => void = () => {};
  private rounds = 0;
  private listed = new Set<string>();
  private isOver = false;

  constructor(
    private readonly domain: DnsDomain,
    private readonly self: Announcement | null,
    private readonly keys: KeyBook,
    private readonly clock: Clock,
    private readonly events: DiscoveryEvents,
  ) {
    if (domain.server !== null) this.dns.setServers([domain.server]);
    void this.round();
  }

  stop(): void {
    this.isOver = true;
    this.cancel();
    this.dns.cancel();
  }

  private async round(): Promise<void> {
    try {
      const listing = await listingOf(this.dns, this.domain.name, DEFAULT_PORT);
      if (this.isOver) return;
      await this.take(listing);
      this.report(listing.length > 0 ? null : `DNS lists no node at ${domainText(this.domain)}`);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      this.report(`DNS does not answer about ${domainText(this.domain)} (${code ?? message})`);
    }
    if (this.isOver) return;
    const longerMs = this.self ? Number.parseInt(this.self.fingerprint.slice(0, 8), 16) % MOST_LONGER_MS : 0;
    const pauseMs = FIRST_ROUNDS_MS[this.rounds++] ?? ROUND_MS + longerMs;
    this.cancel = this.clock.after(pauseMs, () => void this.round());
  }

  /** Who is listed no more has left. */
  private async take(listing: readonly Listed[]): Promise<void> {
    const before = this.listed;
    this.listed = new Set();
    await this.keys.learn(listing.filter(({ txt }) => txt === null));
    if (this.isOver) return;
    for (const one of listing) for (const sighting of this.sightings(one)) this.hear(sighting);
    for (const fingerprint of before) if (!this.listed.has(fingerprint)) this.events.left(fingerprint);
  }

  private hear(sighting: Sighting): void {
    if (sighting.fingerprint === this.self?.fingerprint) return;
    this.listed.add(sighting.fingerprint);
    this.events.heard(sighting);
  }

  private sightings({ name, txt, port, addresses }: Listed): Sighting[] {
    const where = `DNS ${this.domain.name}`;
    if (txt !== null) {
      const [from, ...others] = addresses;
      const sighting = from === undefined ? null : sightingOf({ txt, port, from, addresses: others }, where);
      return sighting ? [sighting] : [];
    }
    return addresses.flatMap((host) => {
      const fingerprint = this.keys.at({ host, port });
      const unsaid = { id: null, name: printable(name), protocol: null };
      return fingerprint === null
        ? []
        : [{ ...unsaid, fingerprint, addresses: [{ host, port }], interface: where }];
    });
  }

  private report(problem: string | null): void {
    if (this.isOver || problem === this.problem) return;
    this.problem = problem;
    this.events.changed();
  }
}

/** Discovery by unicast DNS, across networks: RFC 6763 and what clusters list without it. */
export class DnsDiscovery implements Discovery {
  private watches: DomainWatch[] = [];

  /** `keyAt`: the key that an address shows, where DNS lists addresses without. */
  constructor(
    private readonly domains: readonly DnsDomain[],
    private readonly keyAt: KeyAt,
    private readonly clock: Clock,
  ) {}

  start(self: Announcement | null, events: DiscoveryEvents): void {
    const keys = new KeyBook(this.keyAt, this.clock);
    this.watches = this.domains.map((domain) => new DomainWatch(domain, self, keys, this.clock, events));
  }

  trouble(): string | null {
    const problems = this.watches.flatMap(({ problem }) => problem ?? []);
    return problems.length > 0 ? problems.join('; ') : null;
  }

  async stop(): Promise<void> {
    for (const watch of this.watches) watch.stop();
    this.watches = [];
  }
}
