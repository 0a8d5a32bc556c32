import { isOmosixError, OmosixError } from '../../../protocol/errors.ts';
import type { StandbyPut } from '../../../protocol/journal.ts';
import { MAX_STANDBY_BACKLOG, MAX_STANDBY_BYTES, MAX_STANDBY_PUTS } from '../../../protocol/limits.ts';
import type { OwnCopy, Piece } from './copy.ts';

/** One that does not answer is asked again for so long; then it is done without. */
const PATIENCE_MS = 2_000;
const PAUSE_MS = 100;
/** How often a standby that is missing is looked for. */
const RECRUIT_MS = 1_000;
/** A task does not begin before it has as many as its user wants. */
const START_MS = 60_000;

/** What became of a change to the configuration. */
export type Decided = 'done' | 'fenced' | 'unreachable';

interface ReplicasParts {
  copy: OwnCopy;
  wanted: number;
  /** @throws OmosixError EFENCED where another deputy has taken over, else where it did not arrive */
  put(
    node: number,
    order: { begins: boolean; puts: StandbyPut[]; old: string[]; bytes: Uint8Array },
  ): Promise<{ wants: boolean }>;
  /** These have all that was committed, and one of them may take over. */
  reconfigure(nodes: number[]): Promise<Decided>;
  /** Nodes that could be standbys, the best first. */
  candidates(): Promise<number[]>;
  nowMs(): number;
  pause(ms: number): Promise<void>;
  /** Somebody else is the deputy now. */
  onFenced(): void;
  /** Once a second: who could follow; and why not more. */
  onStandbys(nodes: number[], trouble: string | null): void;
  /** That standby wants to be the home, as its user has said. */
  onWanted(node: number): void;
  warn(line: string): void;
}

interface Replica {
  node: number;
  /** Nothing is done that it has not got: it is in the configuration, or may be. */
  isMember: boolean;
  /** It is, as etcd has said. */
  isListed: boolean;
  begins: boolean;
  isOver: boolean;
  /** What it has not got, in order, and what it need not keep. */
  pieces: Piece[];
  old: string[];
  /** So many pieces were confirmed; of those that all were given since it came. */
  confirmed: number;
  given: number;
  /** Bytes that it has not got. */
  backlog: number;
  /** What is waited for, in words. */
  doing: string;
  wake: () => void;
}

/**
 * The standbys of a task. What the deputy does in the world waits until each member has what led to it; one that fails is left out, but
 * only when the configuration says so, since it could take over until then (primary–backup: Alsberg and Day 1976; who may take over is decided
 * elsewhere, as in Vertical Paxos, Lamport, Malkhi and Zhou 2009).
 */
export class Replicas {
  private readonly replicas = new Map<number, Replica>();
  /** For each that is to have so many pieces. */
  private readonly waiting: { when: Map<Replica, number>; isForMembers: boolean; resolve(): void }[] = [];
  private isOver = false;
  private changing: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: ReplicasParts) {}

  get members(): number[] {
    return [...this.replicas.values()].filter(({ isListed }) => isListed).map(({ node }) => node);
  }

  /** Those of the deputy before, which have what it had committed: they are waited for until they have all of this one's. */
  adopt(nodes: readonly number[]): void {
    for (const node of nodes) this.add(node, true);
  }

  /**
   * Looks for standbys from now on; resolves when there are as many as are wanted.
   * @throws OmosixError EREFUSED where that takes too long
   */
  async start(): Promise<void> {
    const untilMs = this.parts.nowMs() + START_MS;
    void this.keepOn();
    while (!this.isOver && this.members.length < this.parts.wanted) {
      await this.parts.pause(PAUSE_MS);
      if (this.parts.nowMs() > untilMs) throw this.tooFew();
    }
  }

  private tooFew(): OmosixError {
    const { wanted } = this.parts;
    const why = this.trouble === null ? '' : `: ${this.trouble}`;
    const is = `${this.members.length} of ${wanted} standbys`;
    return new OmosixError('EREFUSED', `${is} have a copy of the task after ${START_MS / 1000} s${why}`);
  }
  private trouble: string | null = null;

  /** For all of them. */
  give(piece: Piece): void {
    for (const replica of this.replicas.values()) {
      replica.pieces.push(piece);
      replica.given++;
      replica.backlog += piece.bytes;
      replica.wake();
    }
  }

  /** Nobody needs these files any more who has all that was given so far. */
  drop(files: string[]): void {
    const when = new Map([...this.replicas.values()].map((replica) => [replica, replica.given] as const));
    this.waiting.push({
      when,
      isForMembers: false,
      resolve: () => {
        for (const file of files) this.parts.copy.remove(file);
        for (const replica of when.keys()) replica.old.push(...files);
      },
    });
    this.look();
  }

  /** Null where each member has all that it was given; else the time when it has. */
  committed(): Promise<void> | null {
    const when = new Map<Replica, number>();
    for (const replica of this.replicas.values())
      if (replica.isMember && replica.confirmed < replica.given) when.set(replica, replica.given);
    if (when.size === 0 && !this.isFenced) return null;
    return new Promise((resolve) => this.waiting.push({ when, isForMembers: true, resolve }));
  }
  private isFenced = false;

  /** What members have not got, in words. */
  owed(): string {
    const owing = [...this.replicas.values()].filter(
      ({ isMember, confirmed, given }) => isMember && confirmed < given,
    );
    if (owing.length === 0) return this.isFenced ? 'another deputy has taken over' : 'nothing is owed';
    return owing
      .map(
        ({ node, confirmed, given, backlog, doing }) =>
          `node ${node} has not got ${given - confirmed} pieces (${backlog} bytes): ${doing}`,
      )
      .join('; ');
  }

  /** Whether this is the primary yet nobody knows: it says so anew, which is refused where another one has followed. */
  async renew(): Promise<void> {
    while (!this.isOver) {
      const decided = await this.decide(() => this.members);
      if (decided === 'fenced') return this.fenced();
      if (decided === 'done') return;
      await this.parts.pause(PAUSE_MS);
    }
  }

  /** The task is over, or this deputy is no longer its deputy. */
  stop(): void {
    this.isOver = true;
    for (const replica of this.replicas.values()) this.end(replica);
  }

  private async keepOn(): Promise<void> {
    while (!this.isOver) {
      // An agent that does not answer just now is asked again.
      if (this.replicas.size < this.parts.wanted) await this.recruit().catch(() => {});
      this.parts.onStandbys(this.members, this.trouble);
      await this.parts.pause(RECRUIT_MS);
    }
  }

  private async recruit(): Promise<void> {
    const nodes = (await this.parts.candidates()).filter((node) => !this.replicas.has(node));
    if (nodes.length === 0 && this.replicas.size === 0) this.trouble ??= 'there is no other node that could';
    for (const node of nodes.slice(0, this.parts.wanted - this.replicas.size)) this.add(node);
  }

  private add(node: number, isMember = false): void {
    const all = this.parts.copy.all();
    const isMark = ({ file }: Piece): boolean => file.startsWith('current');
    // What says which journal counts comes last.
    const pieces = [...all.filter((piece) => !isMark(piece)), ...all.filter(isMark)];
    const replica: Replica = {
      node,
      isMember,
      isListed: isMember,
      begins: true,
      isOver: false,
      pieces,
      old: [],
      confirmed: 0,
      given: pieces.length,
      backlog: pieces.reduce((sum, { bytes }) => sum + bytes, 0),
      doing: 'it is asked',
      wake: () => {},
    };
    this.replicas.set(node, replica);
    // What it is still to get is not removed before it has it.
    for (const one of this.waiting) if (!one.isForMembers) one.when.set(replica, replica.given);
    this.serve(replica).catch((error: Error) => this.leave(replica, error));
  }

  private async serve(replica: Replica): Promise<void> {
    let sinceMs: number | null = null;
    while (!replica.isOver) {
      if (replica.pieces.length === 0) {
        if (!replica.isListed) await this.admit(replica);
        else await this.untilNews(replica);
      }
      if (replica.isMember && replica.backlog > MAX_STANDBY_BACKLOG)
        return this.leave(replica, new Error('it does not come along'));
      const { puts, whole, bytes } = this.next(replica);
      const old = replica.old.splice(0);
      try {
        const { wants } = await this.parts.put(replica.node, { begins: replica.begins, puts, old, bytes });
        sinceMs = null;
        replica.doing = 'it is asked';
        replica.begins = false;
        this.confirm(replica, whole, puts);
        if (wants && replica.isListed) this.parts.onWanted(replica.node);
      } catch (error) {
        if (isOmosixError(error) && error.code === 'EFENCED') return this.fenced();
        replica.old.unshift(...old);
        sinceMs ??= this.parts.nowMs();
        replica.doing = (error as Error).message;
        const isHopeless = isOmosixError(error) && !['ELINK', 'EBUSY', 'ETIMEOUT'].includes(error.code);
        if (isHopeless || this.parts.nowMs() - sinceMs > PATIENCE_MS)
          return this.leave(replica, error as Error);
        await this.parts.pause(PAUSE_MS);
      }
    }
  }

  /** Without any it is asked now and then how it is. */
  private untilNews(replica: Replica): Promise<void> {
    const woken = new Promise<void>((resolve) => (replica.wake = resolve));
    return Promise.race([woken, this.parts.pause(RECRUIT_MS)]);
  }

  /** As much as goes into one message: `whole` pieces, and perhaps the beginning of another. */
  private next({ pieces }: Replica): { puts: StandbyPut[]; whole: number; bytes: Uint8Array } {
    const puts: StandbyPut[] = [];
    const parts: Uint8Array[] = [];
    let left = MAX_STANDBY_BYTES;
    let whole = 0;
    for (const piece of pieces) {
      if (left <= 0 || puts.length === MAX_STANDBY_PUTS) break;
      const bytes = Math.min(piece.bytes, left);
      const part = { file: piece.file, at: piece.at, bytes };
      const last = puts.at(-1);
      if (last && last.file === part.file && last.at + last.bytes === part.at) last.bytes += bytes;
      else puts.push({ ...part });
      parts.push(this.parts.copy.read(part));
      left -= bytes;
      if (bytes < piece.bytes) break;
      whole++;
    }
    return { puts, whole, bytes: Buffer.concat(parts) };
  }

  private confirm(replica: Replica, whole: number, puts: readonly StandbyPut[]): void {
    replica.pieces.splice(0, whole);
    const first = replica.pieces[0];
    const last = puts.at(-1);
    // It has got a part of it.
    if (first && last && first.file === last.file && last.at + last.bytes > first.at) {
      const got = last.at + last.bytes - first.at;
      replica.pieces[0] = { ...first, at: first.at + got, bytes: first.bytes - got };
    }
    replica.confirmed += whole;
    for (const { bytes } of puts) replica.backlog -= bytes;
    this.look();
  }

  /** It has all. From when the configuration says so it may take over, and that is before etcd's answer is here: so it is waited for before it is asked. */
  private async admit(replica: Replica): Promise<void> {
    replica.isMember = true;
    const decided = await this.decide(() => [...this.members, replica.node]);
    if (decided === 'fenced') return this.fenced();
    if (decided === 'done' && !replica.isOver) {
      replica.isListed = true;
      this.trouble = null;
    } else await this.parts.pause(PAUSE_MS);
  }

  /** Until the configuration says so, nothing is done that it does not know of. */
  private async leave(replica: Replica, error: Error): Promise<void> {
    this.trouble = `node ${replica.node}: ${error.message}`;
    if (replica.isMember) this.parts.warn(`node ${replica.node} is no longer a standby: ${error.message}`);
    while (replica.isMember && !this.isOver) {
      replica.doing = `${error.message}; etcd has not said yet that it is done without`;
      const decided = await this.decide(() => this.members.filter((node) => node !== replica.node));
      if (decided === 'fenced') return this.fenced();
      if (decided === 'done') break;
      await this.parts.pause(PAUSE_MS);
    }
    this.end(replica);
    this.replicas.delete(replica.node);
    this.look();
  }

  /** One change after the other. */
  private decide(nodes: () => number[]): Promise<Decided> {
    const mine = this.changing.then(() => this.parts.reconfigure(nodes()));
    this.changing = mine.catch(() => {});
    return mine;
  }

  private end(replica: Replica): void {
    replica.isOver = true;
    replica.isMember = false;
    replica.isListed = false;
    replica.wake();
  }

  /** What waits then waits for ever: it is another deputy's to do. */
  private fenced(): void {
    if (this.isFenced) return;
    this.isFenced = true;
    this.stop();
    this.parts.onFenced();
  }

  private look(): void {
    if (this.isFenced) return;
    for (const one of [...this.waiting]) {
      const isOwed = ([replica, given]: [Replica, number]): boolean =>
        replica.confirmed < given && (one.isForMembers ? replica.isMember : !replica.isOver);
      if ([...one.when].some(isOwed)) continue;
      this.waiting.splice(this.waiting.indexOf(one), 1);
      one.resolve();
    }
  }
}
