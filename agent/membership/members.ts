import type { GossipMessage } from '../../protocol/gossip.ts';
import type { NodeInfo, NodeView } from '../../protocol/node.ts';
import type { Clock, Log, Random } from '../../protocol/ports.ts';
import type { Paths } from '../measure/paths.ts';
import type { Peers } from '../transport/peers.ts';
import type { Contact } from './contact.ts';
import { SUSPECT_BEATS, standingOf } from './standing.ts';
import { Talk, type TalkOptions } from './talk.ts';

/** A connection over which nothing came for so long, although it was asked, is broken: the other side is gone without a word. */
const SEVER_BEATS = 20;
const SEVER_MS = 8_000;

export interface MembersOptions extends TalkOptions {
  /** How long it may be silent until nothing that was between us counts any more. */
  lostAfterMs(node: number): number;
  /** Nothing came from it since so long: said at each turn. */
  silent(node: number, name: string, silentMs: number): void;
  /** Proven or assumed gone, for good: it will not act again under this session. */
  dead(node: number, why: string): void;
  /** Our tasks may execute there. */
  mayHost(node: number): boolean;
  /** Nodes with which we share tasks, or from which somebody waits for an answer. */
  close(): Iterable<number>;
  /** Of round trips it is told, and tells all. */
  paths: Pick<Paths, 'roundTrip' | 'to'>;
}

/**
 * Who is there, by what nodes say of themselves and of each other (docs/design/gossip.md). Suspected is not dead (decision 14): that takes
 * proof, or silence towards us, and nothing that a third party says.
 */
export class Members {
  private readonly talk: Talk;
  private awakeMs: number;

  constructor(
    private readonly peers: Peers,
    private readonly clock: Clock,
    random: Random,
    private readonly log: Log,
    private readonly options: MembersOptions,
  ) {
    this.talk = new Talk(peers, clock, random, options);
    this.awakeMs = clock.monotonicMs();
  }

  /** To be called every `beatMs`. */
  tick(): void {
    const now = this.awake();
    this.talk.announce();
    for (const peer of this.peers.all()) if (peer.up) peer.session.sendConfirmation();
    for (const node of new Set(this.options.close())) this.talk.ask(node, now);
    this.talk.forgetOld(now);
  }

  /** To be called every `TURN_BEATS` of that. */
  turn(): void {
    const now = this.awake();
    this.talk.tell(now);
    for (const [id, contact] of this.talk.contacts) this.look(id, contact, now);
  }

  /** What has changed here is told before the next turn. */
  changed(): void {
    this.talk.announce();
    this.talk.tell(this.awake());
  }

  /** This node leaves: it will not be heard again in this life. */
  leave(): void {
    this.talk.send(this.talk.gossip.leave(this.clock.monotonicMs()));
  }

  up(node: number): void {
    const contact = this.talk.contact(node);
    contact.isUp = true;
    contact.diedAtMs = null;
    contact.heard(this.clock.monotonicMs());
    this.talk.greet(node);
  }

  down(node: number): void {
    const contact = this.talk.contact(node);
    contact.isUp = false;
    this.talk.inquiries.down(node);
    contact.expect(this.clock.monotonicMs(), this.options.beatMs);
  }

  /** It is no member any more. */
  remove(node: number): void {
    this.talk.contacts.delete(node);
    this.talk.gossip.forget(node);
  }

  /** Its machine says that its agent is not there. Before it ever was it may just not have started. */
  refused(node: number): void {
    const contact = this.talk.contacts.get(node);
    // It may have come back while the refusal was on its way to us.
    if (contact && !contact.isUp) this.bury(node, contact, 'its machine answers, but no agent does');
  }

  /** Anything came from it. */
  alive(node: number): void {
    this.talk.contacts.get(node)?.heard(this.clock.monotonicMs());
  }

  onGossip(node: number, message: GossipMessage): void {
    const { echo } = message;
    if (echo) this.options.paths.roundTrip(node, this.clock.nowMs() - echo.sentAtMs - echo.heldMs);
    this.talk.take(node, message);
  }

  /** Its clock minus ours. */
  offsetMs(node: number): number {
    return this.talk.contacts.get(node)?.offset.offsetMs ?? 0;
  }

  self(): NodeInfo {
    return this.talk.own;
  }

  isUp(node: number): boolean {
    return node === this.self().id || this.talk.contacts.get(node)?.isUp === true;
  }

  /** Somebody hears it. */
  isAlive(node: number): boolean {
    return this.views().find(({ info }) => info.id === node)?.state === 'alive';
  }

  /** It is known, however long ago it was heard. */
  knows(node: number): boolean {
    const { contacts, gossip, own } = this.talk;
    return node === own.id || contacts.get(node)?.info != null || gossip.view.get(node) !== undefined;
  }

  /** All that are known, oneself first. */
  views(): NodeView[] {
    const now = this.clock.monotonicMs();
    const { contacts, gossip, own } = this.talk;
    const views: NodeView[] = [{ info: own, ageMs: 0, state: 'alive', isSelf: true }];
    for (const [id, { info, infoAtMs }] of contacts)
      if (info !== null) views.push(this.viewOf(id, info, infoAtMs, now));
    for (let i = 0; i < gossip.view.size; i++) {
      const { id, info, measuredAtMs } = gossip.view.at(i);
      if (!contacts.get(id)?.info) views.push(this.viewOf(id, info, measuredAtMs, now));
    }
    return views;
  }

  /** A node as it says it is just now; null where it does not answer. Who is not alive is not asked. */
  async inquire(node: number): Promise<NodeView | null> {
    const { info } = this.talk.contacts.get(node) ?? {};
    if (!info || this.viewOf(node, info, 0, this.clock.monotonicMs()).state !== 'alive') return null;
    if (!(await this.talk.inquire(node))) return null;
    return this.views().find((view) => view.info.id === node) ?? null;
  }

  /** As it has said itself, or others have later. */
  private viewOf(id: number, said: NodeInfo, saidAtMs: number, now: number): NodeView {
    const { contacts, gossip } = this.talk;
    const row = gossip.view.get(id);
    const hearsay = row && { row, standing: gossip.stateOf(row, now) };
    const isNewer = row !== undefined && row.measuredAtMs > saidAtMs;
    return {
      info: isNewer ? row.info : said,
      ageMs: Math.max(0, now - (isNewer ? row.measuredAtMs : saidAtMs)),
      state: standingOf(contacts.get(id), hearsay, now, this.options.beatMs),
      isSelf: false,
      path: this.options.paths.to(id),
      mayHost: this.options.mayHost(id),
    };
  }

  /** Whether it is silent, and what follows from that. */
  private look(id: number, contact: Contact, now: number): void {
    const { beatMs, silent, lostAfterMs } = this.options;
    const silentMs = contact.silentMs(now);
    if (contact.isUp && silentMs > Math.min(SEVER_MS, beatMs * SEVER_BEATS))
      this.peers.sever(id, `nothing came for ${Math.round(silentMs / 1000)} s`);
    if (contact.diedAtMs !== null || silentMs <= beatMs * SUSPECT_BEATS) return;
    if (!contact.isReported) {
      contact.isReported = true;
      this.talk.send(this.talk.gossip.suspect(id, now));
    }
    silent(id, contact.info?.name ?? this.peers.get(id)?.name ?? '', silentMs);
    if (!contact.isUp && silentMs > lostAfterMs(id)) this.bury(id, contact, 'it was silent for too long');
  }

  private bury(node: number, contact: Contact, why: string): void {
    if (contact.diedAtMs !== null) return;
    contact.diedAtMs = this.clock.monotonicMs();
    this.talk.send(this.talk.gossip.suspect(node, contact.diedAtMs));
    this.log.info('node is dead', { node, why });
    this.options.dead(node, why);
  }

  /** While this process was stopped, or its machine asleep, it heard nobody: that is no silence of theirs. @returns now */
  private awake(): number {
    const now = this.clock.monotonicMs();
    const { beatMs } = this.options;
    const absentMs = now - this.awakeMs - beatMs;
    this.awakeMs = now;
    if (absentMs > beatMs) for (const contact of this.talk.contacts.values()) contact.forgive(absentMs, now);
    return now;
  }
}
