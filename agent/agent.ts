import { rmdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { MapEntry } from '../discovery/static-map.ts';
import type { FromAgent } from '../protocol/control.ts';
import type { NodeInfo, NodeView } from '../protocol/node.ts';
import type { PeerMessage } from '../protocol/peer.ts';
import type { Log } from '../protocol/ports.ts';
import type { TaskSpec } from '../protocol/task.ts';
import { listenControl } from './control/server.ts';
import { ControlSession } from './control/session.ts';
import { ProgramFetch } from './guests/fetch.ts';
import { Guests } from './guests/guests.ts';
import { Hosts, settingsOf } from './guests/hosts.ts';
import { Programs } from './guests/programs.ts';
import { Hub, type NodeChange } from './hub.ts';
import { Capacity } from './measure/capacity.ts';
import { Members } from './membership/members.ts';
import { controlSocketOf, type Places } from './places.ts';
import { systemClock } from './system-clock.ts';
import { HomeTasks } from './tasks/home-tasks.ts';
import type { NodeKey } from './transport/keys.ts';
import { Peers } from './transport/peers.ts';
import { SshTransport } from './transport/ssh.ts';
import { sshNative } from './transport/ssh-settings.ts';

export interface AgentOptions {
  id: number;
  name: string;
  version: string;
  places: Places;
  /** Where peers may connect; null for an agent without any. */
  listen: { host: string; port: number } | null;
  beatMs: number;
  lostAfterMs: number;
  /** One of several nodes on this machine that live and die with one omrun. */
  isPrivate: boolean;
  /** Serves this machine's own tasks only. */
  isEphemeral: boolean;
  /** dist/host.cjs */
  hostScript: string;
  log: Log;
}

/** Between attempts to reach a peer, ms. */
const BACKOFF = { firstMs: 50, lastMs: 5000 };
const PRIVATE_BACKOFF = { firstMs: 20, lastMs: 500 };
/** Nodes of a private cluster but the first leave the machine to the start of the task. */
const PRIVATE_SPARE_AFTER_MS = 400;

/** One node: everything that `omd` does, put together. */
export class Agent {
  readonly hub: Hub;
  private readonly peers: Peers;
  private readonly members: Members;
  private readonly guests: Guests;
  private readonly homes: HomeTasks;
  private readonly hosts: Hosts;
  private readonly programs: Programs;
  private readonly fetch: ProgramFetch;
  private readonly capacity: Capacity;
  private readonly sessions = new Set<ControlSession>();
  private readonly beat: NodeJS.Timeout;
  private readonly closers: (() => void)[] = [];
  private stopped: Promise<void> | undefined;
  private lastBusyMs = systemClock.monotonicMs();

  /** Called with the first reason to end: a command, or idleness. */
  onShutdown: () => void = () => {};

  constructor(private readonly options: AgentOptions) {
    const { id, name, places, log, beatMs, isPrivate } = options;
    const clock = systemClock;
    this.hub = new Hub(id, clock, log, () => this.peers, {
      message: (from, message) => this.message(from, message),
      record: (from, task, inc, record, tail) => this.record(from, task, inc, record, tail),
      node: (change) => this.node(change),
    });
    this.programs = new Programs(places.cache);
    this.hosts = new Hosts(options.hostScript, clock, log);
    this.peers = new Peers(
      { id, name },
      new SshTransport(() => this.key()),
      clock,
      log,
      {
        message: (from, message) => this.hub.post(() => this.message(from, message)),
        record: (from, task, inc, record, tail) =>
          this.hub.post(() => this.record(from, task, inc, record, tail)),
        bulk: (from, head, tail) =>
          this.hub.post(() => {
            if (head.what === 'program') this.fetch.take(from, head, tail);
            else this.guests.bulk(from, head, tail, this.peers.get(from)?.link?.bulk);
          }),
        up: (node) => this.hub.post(() => this.up(node)),
        down: (node) => this.hub.post(() => this.down(node)),
        restarted: (node) => this.hub.post(() => this.node({ on: 'nodedead', node })),
        refused: (node) => this.hub.post(() => this.members.refused(node)),
      },
      isPrivate ? PRIVATE_BACKOFF : BACKOFF,
    );
    this.fetch = new ProgramFetch(this.hub, this.programs, this.peers);
    this.guests = new Guests(this.hub, this.hosts, this.fetch, {
      refusal: (spec, home) => this.refusal(spec, home),
      clockOffsetMs: (home) => (home === id ? 0 : this.members.offsetMs(home)),
      bulk: (to, head, tail) => this.peers.get(to)?.sendBulk(head, tail),
    });
    this.capacity = new Capacity(this.guests, { isPrivate, id, state: places.state });
    this.members = new Members(this.peers, clock, log, {
      beatMs,
      lostAfterMs: options.lostAfterMs,
      announce: () => this.announce(),
      dead: (node) => {
        this.peers.get(node)?.session.reset();
        this.node({ on: 'nodedead', node });
      },
      heard: (info) => this.heard(info),
    });
    this.homes = new HomeTasks(
      this.hub,
      this.guests,
      () => this.members.views(),
      (node) => this.members.offsetMs(node),
    );
    this.beat = setInterval(() => this.hub.post(() => this.tick()), beatMs);
  }

  get socket(): string {
    return controlSocketOf(this.options.places);
  }

  /** @returns where peers reach it and by which key, if they may */
  async start(): Promise<{ host: string; port: number; key: string } | null> {
    const { options } = this;
    const server = await listenControl(this.socket, (socket) => {
      const session = new ControlSession(socket, this.commands(), () => this.sessions.delete(session));
      this.sessions.add(session);
    });
    this.closers.push(() => server.close());
    const spareAfterMs = options.isPrivate && options.id !== 1 ? PRIVATE_SPARE_AFTER_MS : 0;
    systemClock.after(spareAfterMs, () =>
      this.hosts.prepareSpare(settingsOf({ env: process.env as Record<string, string>, memoryMb: null })),
    );
    this.capacity.start();
    if (!options.listen) return null;
    const address = await this.peers.listen(options.listen.host, options.listen.port);
    return { host: address.host, port: address.port, key: (await this.key()).public };
  }

  join(map: readonly MapEntry[]): void {
    for (const { id, host, port, key, name } of map)
      if (key !== null) this.peers.add(id, name, { host, port, key });
  }

  /** Ends hosts, connections and sockets. What a private cluster's node keeps goes with it. */
  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  private async end(): Promise<void> {
    const { places, isPrivate } = this.options;
    clearInterval(this.beat);
    for (const close of this.closers) close();
    for (const session of this.sessions) session.close();
    await this.hosts.close();
    this.peers.close();
    // Empty directories only: another agent may use them.
    const empty = [places.runtime];
    if (isPrivate) {
      const home = dirname(places.runtime);
      rmSync(home, { recursive: true, force: true });
      empty.push(dirname(home), dirname(dirname(home)));
    }
    for (const directory of empty) {
      try {
        rmdirSync(directory);
      } catch {
        // In use, or gone already.
      }
    }
  }

  /** ssh2 takes a while to load, and an agent without peers never needs it. */
  private async key(): Promise<NodeKey> {
    const { nodeKey } = await import('./transport/keys.ts');
    return nodeKey(this.options.places.state);
  }

  private commands(): ConstructorParameters<typeof ControlSession>[1] {
    const { hub, homes, options } = this;
    return {
      node: options.id,
      programs: this.programs,
      nodes: (): NodeView[] => this.members.views(),
      agent: (): Extract<FromAgent, { op: 'status' }>['agent'] => ({
        pid: process.pid,
        version: options.version,
        sshNative: sshNative(),
        ephemeral: options.isEphemeral,
        runtime: options.places.runtime,
      }),
      tasks: () => homes.statuses(),
      migrate: (task, to) => homes.migrate(task, to),
      shutdown: () => this.onShutdown(),
      run: (spec, placement, command, deputy) => void homes.start(spec, placement, command, deputy),
      end: (task, code, signal) => hub.post(() => homes.end(task, code, signal)),
      record: (task, record, tail) => homes.toTask(task, record, tail),
    };
  }

  private message(from: number, message: PeerMessage): void {
    switch (message.op) {
      case 'beat':
        this.members.onBeat(from, message);
        return;
      case 'needprogram':
        void this.fetch.serve(from, message.program);
        return;
      case 'run':
        void this.guests.start(from, message.spec, message.inc);
        return;
      case 'running':
      case 'runrefused':
      case 'switch':
      case 'activated':
      case 'stayed':
      case 'pins':
      case 'usage':
      case 'gone':
        this.homes.message(from, message);
        return;
      default:
        this.guests.message(from, message);
    }
  }

  /** From a task to its deputy, if the task's home is here; else to a task that executes here. */
  private record(from: number, task: string, inc: number, record: unknown, tail: Uint8Array): void {
    if (task.startsWith(`${this.options.id}:`)) {
      const source = from === this.options.id ? this.guests.framesOf(task, inc) : undefined;
      this.homes.record(from, task, inc, record, tail, source);
    } else this.guests.record(task, inc, record, tail);
  }

  private up(node: number): void {
    this.members.up(node);
    this.node({ on: 'linkup', node });
  }
  private down(node: number): void {
    this.members.down(node);
    this.node({ on: 'linkdown', node });
  }
  private node(change: NodeChange): void {
    this.guests.node(change);
    this.homes.node(change);
  }

  private heard(info: NodeInfo): void {
    this.capacity.heard(info);
    this.homes.nodeHeard();
  }

  private tick(): void {
    this.capacity.tick();
    for (const source of this.guests.executing()) {
      const { cpuMs, wantedMs, residentBytes } = source.host.usage();
      this.hub.sendCasually(source.home, {
        op: 'usage',
        task: source.task,
        cpuMs,
        wantedMs,
        memoryBytes: residentBytes,
      });
    }
    this.members.tick();
    this.homes.balance();
    this.endWhenIdle();
  }

  private announce(): Omit<NodeInfo, 'beat'> {
    const { id, name, isEphemeral } = this.options;
    return {
      id,
      name,
      nodeVersion: process.versions.node,
      cpus: availableParallelism(),
      ...this.capacity.announce(availableParallelism()),
      guests: this.guests.count,
      blocked: isEphemeral,
    };
  }

  private refusal(spec: TaskSpec, home: number): string | null {
    const { id, isEphemeral } = this.options;
    if (home === id) return null;
    if (!spec.task.startsWith(`${home}:`)) return `task ${spec.task} is not at home on node ${home}`;
    if (isEphemeral) return `node ${id} offers no capacity`;
    return null;
  }

  private endWhenIdle(): void {
    if (!this.options.isEphemeral) return;
    const now = systemClock.monotonicMs();
    if (this.sessions.size > 0 || this.homes.count > 0 || this.guests.count > 0) this.lastBusyMs = now;
    else if (now - this.lastBusyMs > IDLE_MS) this.onShutdown();
  }
}

/** An ephemeral agent that nobody needs any more ends after so long. */
const IDLE_MS = 60_000;
