import type { Announcement, Discovery, DiscoveryEvents } from './discovery.ts';
import { chosen, type Interface, interfacesNow, type Wanted } from './interfaces.ts';
import { MdnsInterface } from './mdns.ts';

/** How often interfaces are looked at: one that comes or goes is noticed so late. */
const LOOK_MS = 5000;

/** Each family of addresses on each interface has an instance of its own. */
const keyOf = ({ name, family }: Interface): string => `${name} ${family}`;

/** Discovery by multicast DNS on several interfaces, which may come, go and change their addresses. */
export class Multicast implements Discovery {
  private readonly joined = new Map<string, MdnsInterface>();
  private interfaces: Interface[] = [];
  private self: Announcement | null = null;
  private events: DiscoveryEvents | null = null;
  private watch: NodeJS.Timeout | undefined;
  private told: string | null = null;

  /** `ttl`: of the packets. */
  constructor(
    private readonly wanted: Wanted,
    private readonly ttl: number,
  ) {}

  start(self: Announcement | null, events: DiscoveryEvents): void {
    this.self = self;
    this.events = events;
    this.look();
    this.watch = setInterval(() => this.look(), LOOK_MS);
  }

  /** An interface is well where one family of its addresses is. */
  trouble(): string | null {
    const all = [...this.joined.values()];
    const works = new Set(all.flatMap(({ own, problem }) => (problem === null ? own.name : [])));
    const reasons = all.flatMap(({ own, problem }) =>
      works.has(own.name) ? [] : [`${own.name}: ${problem}`],
    );
    if (works.size > 0) return reasons.length === 0 ? null : `no multicast on ${reasons.join('; ')}`;
    const { interfaces, families } = this.wanted;
    const missing =
      interfaces === null
        ? 'no interface but loopback is up'
        : `no interface ${interfaces.join(', ')} with an IPv${families.join(' or IPv')} address is up`;
    return `no multicast (${reasons.join('; ') || missing})`;
  }

  async stop(): Promise<void> {
    clearInterval(this.watch);
    this.events = null;
    const all = [...this.joined.values()];
    this.joined.clear();
    await Promise.all(all.map((one) => one.close()));
  }

  private look(): void {
    this.interfaces = interfacesNow();
    const wanted = chosen(this.interfaces, this.wanted);
    for (const [key, { own, close }] of this.joined) {
      if (wanted.some((one) => keyOf(one) === key && one.address === own.address)) continue;
      this.joined.delete(key);
      void close();
    }
    for (const own of wanted) {
      if (this.joined.has(keyOf(own))) continue;
      const one = new MdnsInterface(own, () => this.interfaces, this.ttl, this.self, {
        heard: (sighting) => this.events?.heard(sighting),
        left: (fingerprint) => this.events?.left(fingerprint),
        changed: () => this.tell(),
      });
      this.joined.set(keyOf(own), one);
    }
    this.tell();
  }

  private tell(): void {
    const trouble = this.trouble();
    if (trouble === this.told) return;
    this.told = trouble;
    this.events?.changed();
  }
}
