import type { NodeInfo, NodeView } from '../../protocol/node.ts';
import type { PeerMessage } from '../../protocol/peer.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import type { Peers } from '../transport/peers.ts';
import { ClockOffset } from './clock-offset.ts';

type Beat = Extract<PeerMessage, { op: 'beat' }>;

/** A node is suspect when so many of its beats are missing. */
const SUSPECT_BEATS = 4;
/** A connection over which nothing came for so many beats is broken: the other side is gone without a word. */
const SEVER_BEATS = 20;

interface Member {
  info: NodeInfo | null;
  /** When its last beat came, on the monotonic clock; its last sign of life. */
  heardMs: number;
  up: boolean;
  dead: boolean;
  /** The beat to echo. */
  last: { sentAtMs: number; receivedAtMs: number } | null;
  offset: ClockOffset;
}

export interface MembersOptions {
  beatMs: number;
  /** How long it may be silent until nothing that was between us counts any more. */
  lostAfterMs(node: number): number;
  /** Nothing came from it since so long: said at each tick. */
  silent(node: number, name: string, silentMs: number): void;
  /** What this node announces; `beat` is added. */
  announce(): Omit<NodeInfo, 'beat'>;
  /** Proven or assumed gone, for good: it will not act again under this session. */
  dead(node: number, why: string): void;
  /** Our tasks may execute there. */
  mayHost(node: number): boolean;
  /** A beat came. */
  heard(info: NodeInfo): void;
}

/** Who is there, by their beats (decision 5). Suspected is not dead (decision 14). */
export class Members {
  private readonly members = new Map<number, Member>();
  private beat = 0;
  private tickedMs: number;
  private own: NodeInfo;

  constructor(
    private readonly peers: Peers,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly options: MembersOptions,
  ) {
    this.own = { ...options.announce(), beat: 0 };
    this.tickedMs = clock.monotonicMs();
  }

  /** To be called every `beatMs`. */
  tick(): void {
    this.own = { ...this.options.announce(), beat: ++this.beat };
    const now = this.clock.monotonicMs();
    this.forgiveOwnAbsence(now);
    for (const peer of this.peers.all()) {
      if (peer.up) this.sendBeat(peer.id);
      const member = this.members.get(peer.id);
      if (!member) continue;
      const silentMs = now - member.heardMs;
      if (member.up && silentMs > this.options.beatMs * SEVER_BEATS) {
        this.peers.sever(peer.id, `nothing came for ${Math.round(silentMs / 1000)} s`);
      }
      if (member.dead || silentMs <= this.options.beatMs * SUSPECT_BEATS) continue;
      this.options.silent(peer.id, member.info?.name ?? peer.name, silentMs);
      if (!member.up && silentMs > this.options.lostAfterMs(peer.id))
        this.bury(peer.id, 'it was silent for too long');
    }
  }

  /** While this process was stopped, or its machine asleep, it heard nobody: that is no silence of theirs. */
  private forgiveOwnAbsence(now: number): void {
    const absentMs = now - this.tickedMs - this.options.beatMs;
    this.tickedMs = now;
    if (absentMs <= this.options.beatMs * SUSPECT_BEATS) return;
    for (const member of this.members.values()) member.heardMs = Math.min(now, member.heardMs + absentMs);
  }

  /** Connected: the beat goes out at once, so that the other side knows us before the next tick. */
  up(node: number): void {
    const member = this.member(node);
    member.up = true;
    member.dead = false;
    member.heardMs = this.clock.monotonicMs();
    this.sendBeat(node);
  }

  down(node: number): void {
    this.member(node).up = false;
  }

  /** It is no member any more. */
  remove(node: number): void {
    this.members.delete(node);
  }

  /** Its machine says that its agent is not there. Before it ever was it may just not have started. */
  refused(node: number): void {
    const member = this.members.get(node);
    // It may have come back while the refusal was on its way to us.
    if (member && !member.up) this.bury(node, 'its machine answers, but no agent does');
  }

  onBeat(node: number, { info, sentAtMs, echo }: Beat): void {
    if (info.id !== node) return;
    const now = this.clock.nowMs();
    const member = this.member(node);
    member.heardMs = this.clock.monotonicMs();
    member.last = { sentAtMs, receivedAtMs: now };
    if (echo) member.offset.add(echo.sentAtMs, echo.receivedAtMs, echo.heldMs, now);
    member.info = info;
    this.options.heard(info);
  }

  /** Its clock minus ours. */
  offsetMs(node: number): number {
    return this.members.get(node)?.offset.offsetMs ?? 0;
  }

  self(): NodeInfo {
    return this.own;
  }

  isUp(node: number): boolean {
    return node === this.own.id || this.members.get(node)?.up === true;
  }

  /** It has announced itself, however long ago. */
  knows(node: number): boolean {
    return node === this.own.id || (this.members.get(node)?.info ?? null) !== null;
  }

  /** All that ever announced itself, oneself first. */
  views(): NodeView[] {
    const now = this.clock.monotonicMs();
    const views: NodeView[] = [{ info: this.own, ageMs: 0, state: 'alive', isSelf: true }];
    for (const member of this.members.values()) {
      if (!member.info) continue;
      const ageMs = now - member.heardMs;
      const fresh = member.up && ageMs <= this.options.beatMs * SUSPECT_BEATS;
      const state = member.dead ? 'dead' : fresh ? 'alive' : 'suspect';
      const mayHost = this.options.mayHost(member.info.id);
      views.push({ info: member.info, ageMs, state, isSelf: false, mayHost });
    }
    return views;
  }

  private bury(node: number, why: string): void {
    const member = this.member(node);
    if (member.dead) return;
    member.dead = true;
    this.log.info('node is dead', { node, why });
    this.options.dead(node, why);
  }

  private sendBeat(node: number): void {
    const now = this.clock.nowMs();
    const { last } = this.member(node);
    const echo = last && { ...last, heldMs: now - last.receivedAtMs };
    this.peers.get(node)?.session.casually({ op: 'beat', info: told(this.own), sentAtMs: now, echo });
  }

  private member(node: number): Member {
    let member = this.members.get(node);
    if (!member) {
      const heardMs = this.clock.monotonicMs();
      member = { info: null, heardMs, up: false, dead: false, last: null, offset: new ClockOffset() };
      this.members.set(node, member);
    }
    return member;
  }
}

/** Who is quiet tells others no load; it knows its own. */
const told = (own: NodeInfo): NodeInfo => (own.quiet ? { ...own, load: 0 } : own);
