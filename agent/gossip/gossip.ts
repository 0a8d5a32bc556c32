import { choose, type Random } from './choose.ts';
import type { Entry, Standing } from './entry.ts';
import { merge } from './merge.ts';
import { silenceLimitMs, silentMs } from './silence.ts';
import { ASLEEP_PERIODS, MOST_URGENT, SILENT_TURN, TOMBSTONE_LIMITS, URGENT_FANOUT } from './tuning.ts';
import { type Row, View } from './view.ts';
import { entryOf, newest } from './window.ts';

export interface GossipOptions<T> {
  self: number;
  periodMs: number;
  window: number;
  capacity: number;
  random: Random;
  /** A change of what a node announces that all should hear at once (its memory runs out…). */
  isUrgent(before: T | undefined, after: T): boolean;
}

/** A message to send. */
export interface Send<T> {
  to: number;
  entries: Entry<T>[];
}

/**
 * One node's part in the gossip: what it knows, and whom it tells of it. Knows neither clock nor network: it is told the time and
 * what has come, and answers with what is to be sent. `members` are all that may be told, ourselves or not.
 */
export class Gossip<T> {
  readonly view: View<T>;
  private incarnation = 0;
  private beat = 0;
  private standing: Standing = 'alive';
  private members: readonly number[] = [];
  private nodes = 0;
  private limitMs: number;
  private tickedAtMs: number | null = null;
  private listeningSinceMs = 0;
  private urgentLeft = MOST_URGENT;

  constructor(
    private readonly options: GossipOptions<T>,
    private info: T,
  ) {
    this.view = new View(options.capacity);
    this.limitMs = options.periodMs;
  }

  /**
   * Once a period: announces ourselves anew. Of `nodes` in all `members` are those that can be told just now, and `due` those of them whose
   * turn it is.
   */
  tick(nowMs: number, info: T, members: readonly number[], nodes = members.length, due = members): Send<T>[] {
    this.awake(nowMs);
    this.members = members;
    if (nodes !== this.nodes) this.count(nodes);
    const urgent = this.options.isUrgent(this.info, info);
    this.info = info;
    this.beat++;
    this.urgentLeft = MOST_URGENT;
    this.bury(nowMs);
    const entries = newest(this.own(), this.view, this.options.window, nowMs);
    const to = this.chosen(nowMs, due);
    const sends = to === null ? [] : [{ to, entries }];
    return urgent ? [...sends, ...this.spread([this.own()], nowMs)] : sends;
  }

  /** A message has come; `from`: of whom, where that is certain. @returns what others are to hear at once */
  receive(nowMs: number, entries: readonly Entry<T>[], from: number | null = null): Send<T>[] {
    this.awake(nowMs);
    const { window, isUrgent } = this.options;
    const heard = entries.length > window ? entries.slice(0, window) : entries;
    const { urgent, ofSelf, ofSender } = merge(this.view, this.own(), heard, nowMs, isUrgent, from);
    const reminder = from === null || ofSender === null ? NOTHING : [{ to: from, entries: [ofSender] }];
    if (ofSelf === null && urgent.length === 0) return reminder;
    if (ofSelf !== null && this.standing !== 'left') {
      // Whoever it was, we are here: a later announcement of the same life, or the next life.
      if (ofSelf.incarnation > this.incarnation || ofSelf.standing === 'left' || ofSelf.beat > this.beat)
        this.incarnation = ofSelf.incarnation + 1;
      else this.beat++;
      urgent.push(this.own());
    }
    return [...reminder, ...this.spread(urgent, nowMs)];
  }

  /** What is told now to somebody who has asked; `info`: what we announce just now. */
  answer(nowMs: number, info: T = this.info): Entry<T>[] {
    return newest({ ...this.own(), info }, this.view, this.options.window, nowMs);
  }

  /** It is no member any more. */
  forget(id: number): void {
    this.view.remove(id);
  }

  /** A node cannot be reached from here: others are told at once, it clears itself with its next announcement. */
  suspect(id: number, nowMs: number): Send<T>[] {
    const row = this.view.get(id);
    if (row === undefined || row.standing !== 'alive') return [];
    row.standing = 'suspect';
    return this.spread([entryOf(row, nowMs)], nowMs);
  }

  /** We leave: others are told at once. */
  leave(nowMs: number): Send<T>[] {
    this.standing = 'left';
    this.beat++;
    return this.spread([this.own()], nowMs);
  }

  /** Silent for longer than chance explains, suspected, or gone. Of whom nothing is known is not silent: it may be new. */
  isSilent(id: number, nowMs: number): boolean {
    const row = this.view.get(id);
    return row !== undefined && this.stateOf(row, nowMs) !== 'alive';
  }

  stateOf(row: Row<T>, nowMs: number): Standing {
    if (row.standing !== 'alive') return row.standing;
    return silentMs(row, this.listeningSinceMs, nowMs) > this.limitMs ? 'suspect' : 'alive';
  }

  private own(): Entry<T> {
    const { incarnation, beat, standing, info } = this;
    return { id: this.options.self, incarnation, beat, standing, ageMs: 0, info };
  }

  private chosen(nowMs: number, among = this.members): number | null {
    const { self, random } = this.options;
    return choose(among, self, (id) => this.isSilent(id, nowMs), random, SILENT_TURN);
  }

  /** Few messages, and only of what was new to us: so each node passes a word on once. */
  private spread(news: Entry<T>[], nowMs: number): Send<T>[] {
    if (news.length === 0 || this.urgentLeft <= 0) return NOTHING;
    const targets = this.several(Math.min(URGENT_FANOUT, this.urgentLeft), nowMs);
    this.urgentLeft -= targets.size;
    const entries = news.slice(0, this.options.window);
    return [...targets].map((to) => ({ to, entries }));
  }

  /** All others where there are no more. */
  private several(count: number, nowMs: number): Set<number> {
    const { members } = this;
    const isFew = members.length <= count;
    const targets = new Set(isFew ? members.filter((id) => id !== this.options.self) : []);
    for (let i = 0; i < count && !isFew; i++) {
      const to = this.chosen(nowMs);
      if (to !== null) targets.add(to);
    }
    return targets;
  }

  /** A clock that was set back leaves ages as they are; one that has jumped ahead means that we were asleep. */
  private awake(nowMs: number): void {
    const before = this.tickedAtMs ?? nowMs;
    if (this.tickedAtMs === null) this.listeningSinceMs = nowMs;
    const passedMs = nowMs - before;
    if (passedMs < 0) {
      this.view.shift(passedMs);
      this.listeningSinceMs += passedMs;
    } else if (passedMs > ASLEEP_PERIODS * this.options.periodMs) this.listeningSinceMs = nowMs;
    this.tickedAtMs = nowMs;
  }

  /** The larger the cluster, the longer chance may keep a node from us. */
  private count(nodes: number): void {
    this.nodes = nodes;
    const { window, periodMs } = this.options;
    this.limitMs = silenceLimitMs(nodes, window, periodMs);
  }

  /** Who has left is forgotten when nothing older can be on its way any more. */
  private bury(nowMs: number): void {
    for (let i = this.view.size - 1; i >= 0; i--) {
      const row = this.view.at(i);
      const oldMs = nowMs - row.measuredAtMs;
      if (oldMs <= TOMBSTONE_LIMITS * this.limitMs) return;
      if (row.standing === 'left') this.view.remove(row.id);
    }
  }
}

const NOTHING: never[] = [];
