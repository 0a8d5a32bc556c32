import { createSocket, type Socket } from 'node:dgram';
import BonjourService, { type Browser, type Service } from 'bonjour-service';
import { type Announcement, type DiscoveryEvents, type Sighting, sightingOf, txtOf } from './discovery.ts';
import { type Interface, isFromElsewhere } from './interfaces.ts';
import { isPlausible } from './plausible.ts';

const TYPE = 'omosix';
/** RFC 6762, section 3. */
const GROUP_IPV6 = 'ff02::fb';
/** Time to the next question on an interface; after these it is asked at a rate that many nodes can bear. */
const FIRST_ROUNDS_MS = [1000, 3000, 10_000];
const ROUND_MS = 30_000;
const MOST_ROUND_MS = 600_000;
/** Each of n nodes asks, and each answers each: with n² × this between two questions the network sees 100 answers a second. */
const ROUND_MS_PER_ANSWER = 10;
/** Services that are remembered between two questions; where there are more somebody plays tricks. */
const MAX_SERVICES = 1024;
/** Who does not hear its own announcement after so many questions will not be heard either. */
const DEAF_ROUNDS = 2;

/** A part of the library that its types do not show. */
interface Inner {
  server: { mdns: { on(event: 'error' | 'warning', listener: (error: Error) => void): void } };
}

/** As the library makes its own, but that it hears only of messages that it can read at their size. */
function socketOf(type: 'udp4' | 'udp6'): Socket {
  const socket = createSocket({ type, reuseAddr: true });
  const emit = socket.emit.bind(socket) as (event: string, ...args: unknown[]) => boolean;
  const heard = (event: string, ...args: unknown[]): boolean =>
    event === 'message' && !isPlausible(args[0] as Uint8Array) ? true : emit(event, ...args);
  return Object.assign(socket, { emit: heard });
}

/** Multicast DNS on one interface, for one family of addresses. What goes wrong there stays there. */
export class MdnsInterface {
  /** Why nobody is found here, in words. */
  problem: string | null = null;
  private readonly bonjour: BonjourService;
  private browser: Browser | undefined;
  private timer: NodeJS.Timeout | undefined;
  private rounds = 0;
  private deafRounds = 0;
  private hearsItself = false;

  /** Announces `self`, if there is one, and asks for others at once. */
  constructor(
    readonly own: Interface,
    private readonly all: () => readonly Interface[],
    ttl: number,
    private readonly self: Announcement | null,
    private readonly events: DiscoveryEvents,
  ) {
    // Bound to the interface's address a socket sends, but receives nothing. The library's types know none of these.
    const options = (
      own.family === 4
        ? { socket: socketOf('udp4'), interface: own.address, bind: '0.0.0.0', ttl }
        : {
            socket: socketOf('udp6'),
            type: 'udp6',
            ip: GROUP_IPV6,
            interface: `::%${own.name}`,
            bind: '::',
            ttl,
          }
    ) as object;
    const failed = (error: Error): void => this.report(error.message);
    this.bonjour = new BonjourService(options, failed);
    const { mdns } = (this.bonjour as unknown as Inner).server;
    mdns.on('error', failed);
    mdns.on('warning', (error) => {
      // So is a packet that cannot be read; only what the system says is about the interface.
      if ('syscall' in error) failed(error);
    });
    if (self) this.announce(self);
    this.round();
  }

  /** Resolves when the goodbye is out. */
  readonly close = async (): Promise<void> => {
    clearTimeout(this.timer);
    this.browser?.stop();
    await new Promise<void>((resolve) => this.bonjour.unpublishAll(() => resolve()));
    await new Promise<void>((resolve) => this.bonjour.destroy(() => resolve()));
  };

  private announce(self: Announcement): void {
    const name = `omosix-${self.id}`;
    this.bonjour.publish({
      name,
      type: TYPE,
      port: self.port,
      // A name of our own: the host's belongs to the system's mDNS, which would see a conflict.
      host: `${name}.local`,
      txt: txtOf(self),
      // With probing the loser of a conflict only logs, and its goodbye removes the winner.
      probe: false,
      disableIPv6: this.own.family === 4,
    });
  }

  /**
   * Asks, each time with a browser that knows nobody: the library never notices that a node was killed or has another
   * address, and after a split of the network its announcements come late.
   */
  private round(): void {
    const heard = this.browser?.services.length ?? 0;
    if (this.rounds > 0 && this.self) this.checkHearing();
    this.browser?.stop();
    this.hearsItself = false;
    const browser = this.bonjour.find({ type: TYPE });
    for (const event of ['up', 'srv-update', 'txt-update'] as const)
      browser.on(event, (service: Service) => this.take(service));
    browser.on('down', (service) => {
      const sighting = this.sighting(service);
      if (sighting && !this.isSelf(sighting)) this.events.left(sighting.fingerprint);
    });
    this.browser = browser;
    const steadyMs = Math.min(MOST_ROUND_MS, Math.max(ROUND_MS, heard * heard * ROUND_MS_PER_ANSWER));
    this.timer = setTimeout(() => this.round(), FIRST_ROUNDS_MS[this.rounds] ?? steadyMs);
    this.rounds++;
  }

  private take(service: Service): void {
    if ((this.browser?.services.length ?? 0) > MAX_SERVICES) this.browser?.stop();
    const sighting = this.sighting(service);
    if (!sighting) return;
    if (this.isSelf(sighting)) {
      this.hearsItself = true;
      this.report(null);
    } else this.events.heard(sighting);
  }

  private sighting({ txt, port, referer, addresses = [] }: Service): Sighting | null {
    if (!referer || isFromElsewhere(referer.address, this.own, this.all())) return null;
    return sightingOf({ txt, port, from: referer.address, addresses }, this.own.name);
  }

  private isSelf({ fingerprint }: Sighting): boolean {
    return fingerprint === this.self?.fingerprint;
  }

  private checkHearing(): void {
    this.deafRounds = this.hearsItself ? 0 : this.deafRounds + 1;
    if (this.deafRounds >= DEAF_ROUNDS) this.report(this.problem ?? 'what is sent there is not received');
  }

  private report(problem: string | null): void {
    if (problem === this.problem) return;
    this.problem = problem;
    this.events.changed();
  }
}
