import { type Claim, freshClaims } from '../../agent/balance/claims.ts';
import { decide } from '../../agent/balance/decide.ts';
import type { NodeChange } from '../../agent/hub.ts';
import type { CommonEffect } from '../../agent/migration/machine/events.ts';
import { addressesOf } from '../../agent/migration/machine/route.ts';
import { stray, strayRecord } from '../../agent/migration/machine/stray.ts';
import type { NodeInfo, NodeView, TaskId } from '../../protocol/node.ts';
import type { PeerMessage } from '../../protocol/peer.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { SimGuests } from './guests.ts';
import { SimHomes } from './homes.ts';
import type { LinkEnd } from './network.ts';
import type { SimRecord } from './program.ts';
import type { SimWorld } from './world.ts';

const BEAT_MS = 250;
const SUSPECT_MS = 1_500;
const PROOF_MS = 500;

/** A simulated agent: the real deciders, with a simulated clock, network, hosts and deputies around them. */
export class SimNode implements LinkEnd {
  readonly id: number;
  readonly hardware: { cpus: number; speed: number };
  readonly world: SimWorld;
  isAlive = true;
  balances = true;
  readonly guests: SimGuests;
  readonly homes: SimHomes;
  private readonly heard = new Map<number, { info: NodeInfo; atMs: number }>();
  private readonly dead = new Set<number>();
  private load = 0;
  private beats = 0;
  private claims: Claim[] = [];

  constructor(world: SimWorld, id: number, hardware: { cpus: number; speed: number }) {
    this.world = world;
    this.id = id;
    this.hardware = hardware;
    this.guests = new SimGuests(this);
    this.homes = new SimHomes(this);
    world.clock.after(world.random.between(0, BEAT_MS), () => this.beat());
  }

  startTask(task: TaskId, nodes: number[]): void {
    this.homes.start(task, nodes);
  }

  die(): void {
    this.isAlive = false;
    this.guests.die();
    this.homes.die();
  }

  // messages

  send(to: number, message: PeerMessage): void {
    const isUp = this.post(to, isLasting(message), () => this.world.nodes.get(to)?.receive(this.id, message));
    if (
      isUp &&
      to !== this.id &&
      this.world.random.chance(this.world.faults.replay) &&
      isReplayable(message)
    ) {
      const again = (): unknown =>
        this.isAlive && this.post(to, false, () => this.world.nodes.get(to)?.receive(this.id, message));
      this.world.clock.after(this.world.random.between(0, 5_000), again);
    }
    if (!isUp) this.after(0, () => this.linkdown(to));
  }

  sendRecord(to: number, task: TaskId, inc: number, record: SimRecord): void {
    this.post(to, true, () => this.world.nodes.get(to)?.receiveRecord(this.id, task, inc, record));
  }

  /** In order with all else to that node; false if there is no link. */
  private post(to: number, isLasting: boolean, deliver: () => void): boolean {
    if (to !== this.id)
      return this.world.network.send(this.id, to, { channel: 'control', ms: 0, isLasting, deliver });
    this.after(0, deliver);
    return true;
  }

  after(ms: number, callback: () => void): () => void {
    return this.world.clock.after(ms, () => this.isAlive && callback());
  }

  private receive(from: number, message: PeerMessage): void {
    if (!this.isAlive) return;
    if (message.op === 'gossip') {
      this.heard.set(from, { info: message.entries[0]!.info, atMs: this.world.clock.nowMs });
      return;
    }
    if (message.op === 'prepare') {
      this.guests.prepare(from, message);
      return;
    }
    if (message.op === 'run') {
      this.guests.run(message.spec, message.inc, from);
      return;
    }
    const event = { on: 'peer', atMs: this.world.clock.nowMs, from, message, clockOffsetMs: 0 } as const;
    for (const address of addressesOf(message)) {
      const isTaken =
        address.role === 'home' ? this.homes.event(address.task, event) : this.guests.event(address, event);
      if (isTaken) return;
    }
    this.carryOut(stray(this.id, from, message));
  }

  private receiveRecord(from: number, task: TaskId, inc: number, record: SimRecord): void {
    if (!this.isAlive) return;
    if (record.k === 'answer') {
      this.guests.answer(task, inc, record);
      return;
    }
    const fate = this.homes.record(from, task, inc, record);
    if (fate === 'stray') this.carryOut(strayRecord(this.id, from, task, inc));
  }

  carryOut(effects: readonly CommonEffect[]): void {
    for (const effect of effects) if (effect.do === 'send') this.send(effect.to, effect.message);
  }

  // links

  linkdown(peer: number): void {
    if (!this.isAlive) return;
    this.everyMachine({ on: 'linkdown', atMs: this.world.clock.nowMs, node: peer });
    this.after(PROOF_MS, () => this.prove(peer));
  }

  linkup(peer: number): void {
    this.dead.delete(peer);
    this.everyMachine({ on: 'linkup', atMs: this.world.clock.nowMs, node: peer });
  }

  /** Of whom nothing has come since the last beats. */
  private tellSilence(): void {
    const { nowMs } = this.world.clock;
    for (const [node, { info, atMs }] of this.heard) {
      const silentMs = nowMs - atMs;
      if (silentMs > SUSPECT_MS && !this.dead.has(node))
        this.everyMachine({ on: 'silent', atMs: nowMs, node, name: info.name, silentMs });
    }
  }

  /** A connection refused is proof; no answer is none. */
  private prove(peer: number): void {
    if (this.world.network.isUp(this.id, peer) || this.dead.has(peer)) return;
    if (this.world.nodes.has(peer)) return;
    this.dead.add(peer);
    this.everyMachine({ on: 'nodedead', atMs: this.world.clock.nowMs, node: peer, why: 'nobody listens' });
  }

  private everyMachine(event: NodeChange & { atMs: number }): void {
    this.homes.everyEvent(event);
    this.guests.everyEvent(event);
  }

  // load and balance

  private beat(): void {
    if (!this.isAlive) return;
    this.load =
      0.85 * this.load + (0.15 * (this.guests.runnable() * 1e6)) / (this.hardware.speed * this.hardware.cpus);
    this.beats++;
    const info = this.info();
    const nowMs = this.world.clock.nowMs;
    const own = { incarnation: 0, beat: this.beats, standing: 'alive', ageMs: 0, info } as const;
    const word: PeerMessage = { op: 'gossip', asks: false, sentAtMs: nowMs, echo: null, entries: [own] };
    for (const peer of this.world.nodes.keys()) {
      if (peer !== this.id) this.post(peer, false, () => this.world.nodes.get(peer)?.receive(this.id, word));
    }
    this.guests.tellUsage();
    this.homes.lookAtDeputies();
    this.tellSilence();
    if (this.balances) this.balance();
    this.after(BEAT_MS, () => this.beat());
  }

  private balance(): void {
    const atMs = this.world.clock.nowMs;
    this.claims = freshClaims(this.claims, atMs);
    const nodes = this.views();
    for (const move of decide({
      atMs,
      self: this.id,
      nodes,
      tasks: this.homes.views(),
      claims: this.claims,
    })) {
      const target = nodes.find(({ info }) => info.id === move.to)!;
      if (target.state !== 'alive')
        throw new Error(`node ${this.id} moves ${move.task} to node ${move.to}, which is ${target.state}`);
      this.claims.push(move.claim);
      this.homes.event(move.task, { on: 'decide', atMs, to: move.to, reason: `balance: ${move.reason}` });
    }
  }

  /** A move that came to nothing claims nothing. */
  hear(event: TaskLifeEvent): void {
    if (event.event === 'stayed')
      this.claims = this.claims.filter(({ from, to }) => from !== event.node || to !== event.to);
    this.world.heard(event);
  }

  private info(): NodeInfo {
    const { id, load, beats: beat, hardware } = this;
    const memory = { freeBytes: 2 ** 34, totalBytes: 2 ** 34 };
    return {
      id,
      name: `n${id}`,
      nodeVersion: '20.0.0',
      ...hardware,
      load,
      ...memory,
      guests: 0,
      blocked: false,
      stay: false,
      lstay: false,
      beat,
    };
  }

  private views(): NodeView[] {
    const { nowMs } = this.world.clock;
    const others = [...this.heard].map(([peer, { info, atMs }]): NodeView => {
      const ageMs = nowMs - atMs;
      const isSuspect = ageMs > SUSPECT_MS || !this.world.network.isUp(this.id, peer);
      return {
        info,
        ageMs,
        state: this.dead.has(peer) ? 'dead' : isSuspect ? 'suspect' : 'alive',
        isSelf: false,
      };
    });
    return [{ info: this.info(), ageMs: 0, state: 'alive', isSelf: true }, ...others];
  }
}

/** Late copies of these can be told from true ones; `run` and records come over an ordered link and are never repeated. */
const isReplayable = ({ op }: PeerMessage): boolean => op !== 'run' && op !== 'gossip';

/** As agent/transport/session.ts keeps them: not the steps of a move. */
const LASTING: ReadonlySet<string> = new Set(['stop', 'continue', 'kill', 'gone', 'stayed', 'pins']);
const isLasting = ({ op }: PeerMessage): boolean => LASTING.has(op);
