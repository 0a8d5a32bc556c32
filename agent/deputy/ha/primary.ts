import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OmosixError } from '../../../protocol/errors.ts';
import type { JournalBase } from '../../../protocol/journal.ts';
import type { DeputyRecord } from '../../../protocol/records.ts';
import type { AgentClient } from '../../control/client.ts';
import type { Claim } from '../../ha/claims/claim.ts';
import type { StandbyOrder } from '../../ha/standby-store.ts';
import { within } from '../../space/time-limit.ts';
import { systemClock } from '../../system-clock.ts';
import type { Deputy, Ending } from '../deputy.ts';
import { Input } from '../input.ts';
import { KeptState } from '../recovery/kept-state.ts';
import type { Recovery } from '../recovery/recovery.ts';
import type { TaskLog } from '../recovery/task-log.ts';
import type { RestoredHome } from '../restored-home.ts';
import { Descriptors } from '../syscalls/descriptors.ts';
import { OwnCopy } from './copy.ts';
import { Guard } from './guard.ts';
import { haveAgain } from './have-again.ts';
import { firstBase, Journal } from './journal.ts';
import { type Beginning, type Replayed, replay } from './replay.ts';
import { type Decided, Replicas } from './replicas.ts';
import { Slow } from './slow.ts';

/** A standby that has its own agent answer, but not this: it is as one that is away. */
const ANSWER_MS = 10_000;

/** What the deputy before has left, as files in `directory`. */
export interface Left {
  beginning: Beginning;
  /** So much of it is whole. */
  journalBytes: number;
  generation: number;
  /** Who has all that it had committed, too. */
  replicas: readonly number[];
}

interface PrimaryParts {
  /** Where its own copy is, and where what is left of the deputy before has been put. */
  directory: string;
  claim: Claim;
  client(): AgentClient;
  /** Nodes that could be standbys. */
  candidates(): Promise<number[]>;
  program(): Uint8Array | Promise<Uint8Array>;
  base: Pick<JournalBase, 'spec' | 'placement' | 'wanted' | 'everyMs'>;
  left: Left | null;
  /** What the deputy before has written of its output. */
  onRead?(written: [Uint8Array, Uint8Array]): void;
  warn(line: string): void;
  /** How long etcd may take to say that it does not. */
  patienceMs: number;
}

/** The deputy's part of `--ha`: its task's journal, its standbys, and what minds that nothing is done which they do not know of. */
export class Primary {
  private readonly copy: OwnCopy;
  private readonly replicas: Replicas;
  private readonly slow: Slow;
  private journal!: Journal;
  private replayed: Replayed | null = null;
  private deputy: Deputy | null = null;

  constructor(private readonly parts: PrimaryParts) {
    this.copy = new OwnCopy(parts.directory);
    const nowMs = (): number => systemClock.monotonicMs();
    const pause = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false });
    this.replicas = new Replicas({
      copy: this.copy,
      wanted: parts.base.wanted,
      put: (node, order) => this.put(node, order),
      reconfigure: (nodes) => this.reconfigure(nodes),
      candidates: () => parts.candidates(),
      nowMs,
      pause,
      onFenced: () => this.deputy?.lost('another deputy has taken over'),
      onStandbys: (nodes, trouble) => this.report(nodes, trouble),
      onWanted: (node) => void this.handOver(node),
      warn: parts.warn,
    });
    const { lease } = parts.claim;
    // Without one nobody could become its standby.
    lease.onState = (state) => state === 'gone' && void this.replicas.renew();
    this.slow = new Slow({ nowMs, pause, warn: parts.warn, why: () => this.replicas.owed() });
  }

  /** Null for the first deputy of the task. @throws OmosixError ESNAPSHOT, ELOST */
  before(
    send: (record: DeputyRecord, bytes: Uint8Array) => void,
  ): { log: TaskLog; state: KeptState | null; home: RestoredHome; hasExecuted: boolean } | null {
    const { left, directory } = this.parts;
    if (left === null) return null;
    const replayed = replay(left.beginning, send);
    const { log, world, stream, base } = replayed;
    if (log.gap !== null)
      throw new OmosixError('ELOST', `its home died, and it cannot be done again: ${log.gap}`);
    const { generation } = left;
    this.replayed = replayed;
    this.copy.adopt('program', statSync(join(directory, 'program')).size);
    this.copy.adopt('stdout', world.sizes[0]);
    this.copy.adopt('stderr', world.sizes[1]);
    this.copy.adopt(`journal-${generation}`, left.journalBytes);
    let state: KeptState | null = null;
    if (base.state) {
      const path = join(directory, `state-${generation}`);
      this.copy.adopt(`state-${generation}`, statSync(path).size);
      state = KeptState.of(path, base.state, base.position, systemClock.monotonicMs());
    }
    this.copy.adopt(`current-${generation}`, 0);
    const output = (['stdout', 'stderr'] as const).map((file, i) =>
      this.copy.read({ file, at: 0, bytes: world.sizes[i]! }),
    );
    this.parts.onRead?.(output as [Uint8Array, Uint8Array]);
    const signals = [...world.signals];
    const home = { stream, signals, descriptors: new Descriptors(), input: new Input() };
    return { log, state, home, hasExecuted: world.meanings !== null };
  }

  /** Names this deputy to whoever serves files: a later one has a higher number. */
  get fence(): { id: string; epoch: number } {
    const { id, epoch } = this.parts.claim;
    return { id, epoch };
  }

  guard(recovery: Recovery): Guard {
    const { replayed, replicas } = this;
    const { spec, placement, wanted, everyMs } = this.parts.base;
    const base = replayed?.base ?? firstBase({ spec, placement, wanted, everyMs });
    this.journal = new Journal(
      {
        copy: { append: (file, parts) => this.keeping(() => this.copy.append(file, parts)) },
        log: recovery.log,
        onPiece: (piece) => replicas.give(piece),
        soon: (callback) => void setImmediate(() => this.orLost(callback)),
        onOld: (files) => replicas.drop(files),
        told: () => this.deputy!.toldSoFar(),
      },
      base,
      replayed && { generation: this.parts.left!.generation, world: replayed.world },
    );
    recovery.log.journal = this.journal;
    recovery.onState = (state) => this.journal.begin(state);
    const committed = (): Promise<void> | null => {
      const whenKnown = replicas.committed();
      if (whenKnown) this.slow.watch(whenKnown);
      return whenKnown;
    };
    this.guarded = new Guard(this.journal, committed, new Map(replayed?.world.probes ?? []));
    return this.guarded;
  }

  /** Resolves when the task may start: as many have what it begins with as its user wants, or had what was committed before. */
  async begin(deputy: Deputy): Promise<void> {
    this.deputy = deputy;
    if (!this.replayed) {
      this.copy.append('program', [await this.parts.program()]);
      await this.replicas.start();
      return;
    }
    this.replicas.adopt(this.parts.left!.replicas);
    this.replicas.start().catch((error: Error) => this.parts.warn(error.message));
    await haveAgain(this.replayed.world, deputy.context, this.parts.warn);
  }

  /**
   * The task is over, and all it did is committed; or it is lost to this deputy, and perhaps not to the next one. What is lost where the
   * agent lives would be lost at any home.
   */
  async end(how: Ending['how'], isOver = how !== 'lost' || this.isAble): Promise<void> {
    const { claim, patienceMs } = this.parts;
    const { members } = this.replicas;
    this.replicas.stop();
    try {
      if (this.isHandedOver) return;
      if (!isOver) await claim.resign(null, patienceMs);
      else if ((await claim.end(patienceMs)) === 'done') {
        await Promise.allSettled(members.map((node) => this.put(node, { ends: true })));
        await claim.forget(patienceMs);
      }
    } catch {
      // Its standbys hear of it when etcd is there again, or when the lease runs out.
    } finally {
      this.copy.close();
    }
  }

  /** Another home would do no better: the agent of this one lives, and there was room for what its standbys have. */
  private get isAble(): boolean {
    return !this.parts.client().isClosed && this.isKept;
  }
  private isKept = true;

  /** What could not be kept is missing in all that follows: then nothing follows. */
  private keeping<T>(write: () => T): T {
    if (!this.isKept) throw new Error('nothing more is kept');
    try {
      return write();
    } catch (error) {
      this.isKept = false;
      const reason = `what its standbys are to have cannot be kept here: ${(error as Error).message}`;
      this.deputy?.lost(reason);
      throw new Error(reason);
    }
  }

  private orLost(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.deputy?.lost((error as Error).message);
    }
  }

  /** That standby becomes the task's home, as its user has said: this deputy does nothing more. */
  private async handOver(node: number): Promise<void> {
    const { claim, patienceMs, warn } = this.parts;
    if (this.isHandedOver) return;
    this.isHandedOver = true;
    this.guarded?.stop();
    await this.replicas.committed();
    try {
      await claim.resign(node, patienceMs);
      this.deputy?.lost(`node ${node} is its home now`);
    } catch (error) {
      // Whether etcd has heard of it nobody knows: what this deputy does next its standbys judge.
      void this.replicas.renew();
      warn(`it could not be handed over: ${(error as Error).message}`);
      this.guarded?.goOn();
      this.isHandedOver = false;
    }
  }
  private isHandedOver = false;
  private guarded: Guard | null = null;

  /** To the agent, which tells whoever asks; to another one again. */
  private report(standbys: number[], trouble: string | null): void {
    const client = this.parts.client();
    const { wanted } = this.parts.base;
    const now = { wanted, standbys, trouble: this.cutOff ?? (standbys.length < wanted ? trouble : null) };
    const words = JSON.stringify(now);
    if (client.isClosed || (this.reported.to === client && this.reported.words === words)) return;
    this.reported = { to: client, words };
    client.protection(now).catch(() => {
      // Its task may not be known there yet.
      this.reported.to = null;
    });
  }
  private reported: { to: AgentClient | null; words: string } = { to: null, words: '' };

  private put(node: number, order: Partial<StandbyOrder>): Promise<{ wants: boolean }> {
    const { claim, client } = this.parts;
    const answer = client()
      .on(node)
      .standby({ ha: claim.id, epoch: claim.epoch, ...order });
    return within(ANSWER_MS, answer, `it has not answered within ${ANSWER_MS / 1000} s`);
  }

  private async reconfigure(nodes: number[]): Promise<Decided> {
    const { claim, patienceMs, warn } = this.parts;
    try {
      const outcome = await claim.reconfigure(nodes, patienceMs);
      if (outcome === 'done' && this.cutOff !== null) warn('etcd is there again');
      this.cutOff = null;
      return outcome;
    } catch (error) {
      const { message } = error as Error;
      if (this.cutOff === null)
        warn(`${message}; until etcd says so none of its standbys can be replaced, nor this home`);
      this.cutOff = message;
      return 'unreachable';
    }
  }
  /** Why nothing can be changed. */
  private cutOff: string | null = null;
}
