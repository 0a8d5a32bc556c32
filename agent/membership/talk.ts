import type { GossipMessage } from '../../protocol/gossip.ts';
import type { NodeInfo } from '../../protocol/node.ts';
import type { Clock, Random } from '../../protocol/ports.ts';
import type { Entry } from '../gossip/entry.ts';
import { Gossip, type Send } from '../gossip/gossip.ts';
import { CAPACITY, WINDOW } from '../gossip/tuning.ts';
import type { Peers } from '../transport/peers.ts';
import { Contact } from './contact.ts';
import { Inquiries } from './inquiries.ts';
import { entryIn, fitting, isUrgent } from './telling.ts';

/** One turn of gossip in so many beats: a message and its answer each, so 3.3 messages a second of an agent whose beat is a second. */
export const TURN_BEATS = 0.6;
/** Who shares tasks with us is asked where nothing of it came for so long. */
const DUE_BEATS = 0.8;
/** A node that others hear and we do not is tried again at most so often. */
const NUDGE_BEATS = 2;

export interface TalkOptions {
  beatMs: number;
  /** What this node announces; `beat` is added. */
  announce(): Omit<NodeInfo, 'beat'>;
  /** What others are told of that. */
  told(own: NodeInfo): NodeInfo;
  /** A node has announced itself to us. */
  heard(info: NodeInfo): void;
}

/** What this node says to others and hears of them: the gossip, over the connections that there are. */
export class Talk {
  readonly contacts = new Map<number, Contact>();
  readonly gossip: Gossip<NodeInfo>;
  own: NodeInfo;
  readonly inquiries: Inquiries;
  private readonly turnMs: number;
  private beat = 0;

  constructor(
    private readonly peers: Peers,
    private readonly clock: Clock,
    random: Random,
    private readonly options: TalkOptions,
  ) {
    this.own = { ...options.announce(), beat: 0 };
    this.turnMs = options.beatMs * TURN_BEATS;
    this.inquiries = new Inquiries(clock);
    this.gossip = new Gossip(
      {
        self: this.own.id,
        periodMs: this.turnMs,
        window: WINDOW,
        capacity: CAPACITY,
        random: () => random.next(),
        isUrgent,
      },
      options.told(this.own),
    );
  }

  announce(): void {
    this.own = { ...this.options.announce(), beat: ++this.beat };
  }

  /** One of those that are connected is told all, before all others one of whom nothing has come for half a round. */
  tell(nowMs: number): void {
    const linked: number[] = [];
    let nodes = 1;
    for (const peer of this.peers.all()) {
      nodes++;
      if (peer.up && this.contacts.has(peer.id)) linked.push(peer.id);
    }
    const halfRoundMs = (this.turnMs * linked.length) / 2;
    const due = linked.filter((id) => this.contacts.get(id)!.sinceHeardMs(nowMs) >= halfRoundMs);
    const { gossip, own, options } = this;
    for (const { to, entries } of gossip.tick(
      nowMs,
      options.told(own),
      linked,
      nodes,
      due.length > 0 ? due : linked,
    ))
      this.say(to, entries, true);
  }

  /** Connected: each asks at once, so that they know each other before the next turn. */
  greet(node: number): void {
    this.say(node, this.gossip.answer(this.clock.monotonicMs()), true);
  }

  /** Who shares tasks with us hears from us at each beat, and we from it. */
  ask(node: number, nowMs: number): void {
    const contact = this.contacts.get(node);
    if (!contact?.isUp || contact.sinceHeardMs(nowMs) < this.options.beatMs * DUE_BEATS) return;
    this.say(node, this.gossip.answer(nowMs).slice(0, 1), true);
  }

  /** @returns whether the node has announced itself anew, as it has been asked to */
  inquire(node: number): Promise<boolean> {
    const sentAtMs = this.say(node, this.gossip.answer(this.clock.monotonicMs()).slice(0, 1), true);
    return sentAtMs === null ? Promise.resolve(false) : this.inquiries.sent(node, sentAtMs);
  }

  take(node: number, message: GossipMessage): void {
    const contact = this.contacts.get(node);
    if (!contact?.isUp) return;
    const nowMs = this.clock.monotonicMs();
    contact.took(message, this.clock.nowMs());
    // The book says who is a member, not hearsay.
    const entries = message.entries.map(entryIn).filter(({ id }) => id === this.own.id || this.peers.get(id));
    const urgent = this.gossip.receive(nowMs, entries, node);
    const word = entries.find(({ id }) => id === node);
    if (word) {
      contact.info = word.info;
      contact.infoAtMs = nowMs;
      this.options.heard(word.info);
    }
    // As measured at this beat, and with what is on its way here by now.
    if (message.asks) this.say(node, this.gossip.answer(nowMs, this.options.told(this.own)), false);
    this.inquiries.heard(node, message.echo);
    this.send(urgent);
    for (const entry of entries) this.nudge(entry, nowMs);
  }

  send(sends: readonly Send<NodeInfo>[]): void {
    for (const { to, entries } of sends) this.say(to, entries, false);
  }

  contact(node: number): Contact {
    let contact = this.contacts.get(node);
    if (contact === undefined) {
      contact = new Contact(this.clock.monotonicMs());
      this.contacts.set(node, contact);
    }
    return contact;
  }

  /** Of more nodes than are to be known at a time those are forgotten of whom neither others nor we have heard lately. */
  forgetOld(nowMs: number): void {
    const known = [...this.contacts].filter(([, { info }]) => info !== null);
    if (known.length <= CAPACITY) return;
    for (const [id, contact] of known)
      if (this.gossip.view.get(id) === undefined && contact.silentMs(nowMs) === 0) contact.info = null;
  }

  /** Others hear a node that we do not reach: it is tried without waiting. */
  private nudge({ id, standing, ageMs }: Entry<NodeInfo>, nowMs: number): void {
    const everyMs = this.options.beatMs * NUDGE_BEATS;
    const contact = this.contacts.get(id);
    if (standing !== 'alive' || ageMs > everyMs || contact === undefined || contact.isUp) return;
    if (nowMs - contact.nudgedAtMs < everyMs) return;
    contact.nudgedAtMs = nowMs;
    this.peers.nudge(id);
  }

  /** @returns when, by the clock that messages carry; null where there is no connection */
  private say(node: number, entries: readonly Entry<NodeInfo>[], asks: boolean): number | null {
    const contact = this.contacts.get(node);
    if (!contact?.isUp) return null;
    const sentAtMs = this.clock.nowMs();
    if (asks) contact.expect(this.clock.monotonicMs(), this.options.beatMs);
    const message = { asks, sentAtMs, echo: contact.echo(sentAtMs), entries: fitting(entries) };
    this.peers.get(node)?.session.casually({ op: 'gossip', ...message });
    return sentAtMs;
  }
}
