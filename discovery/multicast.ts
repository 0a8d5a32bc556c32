import type { Announcement, Discovery, DiscoveryEvents } from './discovery.ts';
import { chosen, type Interface, interfacesNow } from './interfaces.ts';
import { MdnsInterface } from './mdns.ts';

/** How often interfaces are looked at: one that comes or goes is noticed so late. */
const LOOK_MS = 5000;

/** Discovery by multicast DNS on several interfaces, which may come, go and change their addresses. */
export class Multicast implements Discovery {
  private readonly joined = new Map<string, MdnsInterface>();
  private interfaces: Interface[] = [];
  private self: Announcement | null = null;
  private events: DiscoveryEvents | null = null;
  private watch: NodeJS.Timeout | undefined;
  private told: string | null = null;

  /** `wanted`: interfaces by name or address, null for all but loopback; `ttl`: of the packets. */
  constructor(
    private readonly wanted: readonly string[] | null,
    private readonly ttl: number,
  ) {}

  start(self: Announcement | null, events: DiscoveryEvents): void {
    this.self = self;
    this.events = events;
    this.look();
    this.watch = setInterval(() => this.look(), LOOK_MS);
  }

  trouble(): string | null {
    const reasons = [...this.joined.values()].flatMap(({ own, problem }) =>
      problem === null ? [] : [`${own.name}: ${problem}`],
    );
    if (this.joined.size > reasons.length)
      return reasons.length === 0 ? null : `no multicast on ${reasons.join('; ')}`;
    const missing =
      this.wanted === null
        ? 'no interface but loopback is up'
        : `no interface ${this.wanted.join(', ')} with an IPv4 address is up`;
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
    for (const [name, { own, close }] of this.joined) {
      if (wanted.some((one) => one.name === name && one.address === own.address)) continue;
      this.joined.delete(name);
      void close();
    }
    for (const own of wanted) {
      if (this.joined.has(own.name)) continue;
      const one = new MdnsInterface(own, () => this.interfaces, this.ttl, this.self, {
        heard: (sighting) => this.events?.heard(sighting),
        left: (fingerprint) => this.events?.left(fingerprint),
        changed: () => this.tell(),
      });
      this.joined.set(own.name, one);
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
