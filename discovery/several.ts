import type { Announcement, Discovery, DiscoveryEvents } from './discovery.ts';

/** Two ways of finding nodes as one: that which the user asked for, and multicast, which in many networks there is none of. */
export class Several implements Discovery {
  constructor(
    private readonly asked: Discovery,
    private readonly besides: Discovery,
  ) {}

  start(self: Announcement | null, events: DiscoveryEvents): void {
    this.asked.start(self, events);
    this.besides.start(self, events);
  }

  /** Without multicast all is well as long as the other works. */
  trouble(): string | null {
    const trouble = this.asked.trouble();
    if (trouble === null) return null;
    return [trouble, this.besides.trouble()].filter((one) => one !== null).join('; ');
  }

  async stop(): Promise<void> {
    await Promise.all([this.asked.stop(), this.besides.stop()]);
  }
}
