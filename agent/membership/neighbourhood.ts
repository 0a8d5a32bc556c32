import type { Announcement, Discovery, Sighting } from '../../discovery/discovery.ts';
import type { Address } from '../../protocol/members.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import type { Peers } from '../transport/peers.ts';

/** Nodes that were found; of more than this the one that was silent longest is forgotten. */
const MAX_NEIGHBOURS = 256;
/** Longer than any pause between two questions. */
const FORGET_MS = 30 * 60_000;

/** New addresses of one node in so much time. */
const MAX_PROPOSALS = 8;
const PROPOSALS_MS = 60_000;

export interface Neighbour extends Sighting {
  /** On the monotonic clock. */
  heardMs: number;
}

/** Who announces itself, or is listed. It proposes addresses; keys admit (decision 5). */
export class Neighbourhood {
  /** By key and interface. */
  private readonly neighbours = new Map<string, Neighbour>();
  /** What was proposed lately, by key. */
  private readonly proposed = new Map<string, { sinceMs: number; addresses: Set<string> }>();

  private self: Announcement | null = null;
  private isStarted = false;
  private isSilent = false;
  private farewell: Promise<void> = Promise.resolve();

  constructor(
    private readonly discovery: Discovery,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly peers: Pick<Peers, 'heard'>,
  ) {}

  /** `self`: null for an agent that cannot be reached. */
  start(self: Announcement | null): void {
    this.self = self;
    this.isStarted = true;
    if (!this.isSilent) this.look();
  }

  /** For a node that its user has isolated: it says goodbye, announces nothing and looks for nobody, until that is over. */
  silence(on: boolean): void {
    if (on === this.isSilent) return;
    this.isSilent = on;
    if (!this.isStarted) return;
    if (on) {
      this.neighbours.clear();
      this.farewell = this.discovery.stop();
    }
    // The goodbye is out first: it must not be what others hear last.
    else
      void this.farewell.then(() => {
        if (!this.isSilent && this.isStarted) this.look();
      });
  }

  private look(): void {
    this.discovery.start(this.self, {
      heard: (sighting) => this.heard(sighting),
      left: (fingerprint) => this.forget(fingerprint),
      changed: () => {
        const trouble = this.trouble();
        if (trouble === null) this.log.info('nodes are found again');
        else this.log.warn(trouble);
      },
    });
  }

  /** What is wrong and what then holds, in one line; null where all is well. */
  trouble(): string | null {
    const reason = this.isSilent ? null : this.discovery.trouble();
    return reason && `${reason}: nodes are found at their last known addresses and by --map`;
  }

  /** The latest first. */
  all(): Neighbour[] {
    this.expire();
    return [...this.neighbours.values()].reverse();
  }

  stop(): Promise<void> {
    this.isStarted = false;
    return this.isSilent ? this.farewell : this.discovery.stop();
  }

  private heard(sighting: Sighting): void {
    const name = `${sighting.fingerprint} ${sighting.interface}`;
    // The order of the map is that of the last words.
    this.neighbours.delete(name);
    this.neighbours.set(name, { ...sighting, heardMs: this.clock.monotonicMs() });
    if (this.neighbours.size > MAX_NEIGHBOURS)
      this.neighbours.delete(this.neighbours.keys().next().value as string);
    // What is proposed last is tried first.
    for (const address of sighting.addresses.toReversed()) {
      if (this.mayPropose(sighting.fingerprint, address)) this.peers.heard(sighting.fingerprint, address);
    }
  }

  /** Anybody may say that a member is at a new address each moment; it must not be all that is tried. */
  private mayPropose(fingerprint: string, { host, port }: Address): boolean {
    const now = this.clock.monotonicMs();
    let recent = this.proposed.get(fingerprint);
    if (!recent || now - recent.sinceMs > PROPOSALS_MS) {
      recent = { sinceMs: now, addresses: new Set() };
      this.proposed.delete(fingerprint);
      this.proposed.set(fingerprint, recent);
      if (this.proposed.size > MAX_NEIGHBOURS)
        this.proposed.delete(this.proposed.keys().next().value as string);
    }
    if (recent.addresses.size < MAX_PROPOSALS) recent.addresses.add(`${host} ${port}`);
    return recent.addresses.has(`${host} ${port}`);
  }

  private forget(fingerprint: string): void {
    for (const [name, one] of this.neighbours)
      if (one.fingerprint === fingerprint) this.neighbours.delete(name);
  }

  private expire(): void {
    const before = this.clock.monotonicMs() - FORGET_MS;
    for (const [name, { heardMs }] of this.neighbours) if (heardMs < before) this.neighbours.delete(name);
  }
}
