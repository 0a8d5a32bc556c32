import { OmosixError } from '../protocol/errors.ts';
import type { ExportMode, ExportRoot, NodeInfo, NodeSettings } from '../protocol/node.ts';
import type { PeerMessage } from '../protocol/peer.ts';
import type { TaskSpec, TaskStatus } from '../protocol/task.ts';
import type { AgentOptions } from './agent-options.ts';
import { type Announced, announcement } from './announcement.ts';
import { unheard } from './audit/audit.ts';
import type { Commands } from './control/commands.ts';
import { bounded } from './control/watched.ts';
import { admissionRefusal } from './guests/admission.ts';
import { ProgramFetch } from './guests/fetch.ts';
import { Guests } from './guests/guests.ts';
import { Hosts } from './guests/hosts.ts';
import { Programs } from './guests/programs.ts';
import { Hub, type NodeChange } from './hub.ts';
import { Capacity } from './measure/capacity.ts';
import { memory } from './measure/memory.ts';
import { Paths } from './measure/paths.ts';
import { Members } from './membership/members.ts';
import { Membership } from './membership/membership.ts';
import { Strangers } from './membership/strangers.ts';
import { told } from './membership/told.ts';
import { Counts } from './metrics/counts.ts';
import { procTreeOf } from './mfs/hpc/of-commands.ts';
import { Mfs } from './mfs/mfs.ts';
import { Asks, type AsksOptions } from './remote/asks.ts';
import { commandRefusal } from './remote/commandable.ts';
import { type Standing, standingOf } from './remote/standing.ts';
import { visibleTo } from './remote/visible.ts';
import { Settings } from './settings/settings.ts';
import { systemClock, systemRandom } from './system-clock.ts';
import { HomeTasks } from './tasks/home-tasks.ts';
import { BACKOFF, PRIVATE_BACKOFF } from './transport/dialer.ts';
import type { NodeKey } from './transport/keys.ts';
import { Peers } from './transport/peers.ts';
import { SshTransport } from './transport/ssh.ts';
import { openDoor } from './users/open-door.ts';
import { OwnersLimits } from './verbs/guest-limits.ts';
import { type OwnerFirst, ownerFirst } from './verbs/owner-first.ts';
import { Verbs } from './verbs/verbs.ts';

/** The parts of a node, and what each tells the others. */
export class Node {
  readonly hub: Hub;
  readonly peers: Peers;
  readonly members: Members;
  readonly guests: Guests;
  readonly homes: HomeTasks;
  readonly hosts: Hosts;
  readonly programs: Programs;
  readonly capacity: Capacity;
  readonly settings: Settings;
  readonly asks: Asks;
  readonly membership: Membership | null;
  readonly strangers = new Strangers(systemClock);
  readonly verbs: Verbs;
  readonly ownerFirst: OwnerFirst;
  readonly limits: OwnersLimits;
  readonly mfs: Mfs;
  readonly paths = new Paths();
  readonly counts = new Counts();
  private readonly fetch: ProgramFetch;
  private isLeaving = false;
  /** Connected, and not heard since. */
  private readonly fresh = new Set<number>();

  /** Whether it can have copies of others' tasks. */
  standsBy: () => boolean = () => false;
  /** The members' book gives this node another ID. */
  onRenumber: (id: number) => void = () => {};
  /** Its user cuts it off, or takes that back. */
  onIsolated: (on: boolean) => void = () => {};

  /** `commands`: what this node does where others may command it. */
  constructor(
    private readonly options: AgentOptions,
    commands: () => Commands,
  ) {
    const { id, name, places, log, beatMs, isPrivate, ledger } = options;
    const clock = systemClock;
    const audit = options.audit?.note ?? unheard;
    this.membership =
      ledger &&
      new Membership(
        ledger,
        { id, name },
        () => this.peers,
        clock,
        log,
        audit,
        (to) => this.onRenumber(to),
      );
    this.hub = new Hub(id, clock, log, audit, () => this.peers, {
      message: (from, message) => this.message(from, message),
      records: (from, task, inc, records) => this.records(from, task, inc, records),
      node: (change) => this.node(change),
    });
    this.settings = new Settings(places.state);
    this.programs = new Programs(places.cache);
    this.hosts = new Hosts(options.hostScript, options.hostCode, clock, log, options.groups);
    this.peers = new Peers(
      { id, name },
      new SshTransport(
        () => this.key(),
        options.isEphemeral ? null : this.membership,
        () => openDoor(options, this.mfs.tree),
        audit,
      ),
      clock,
      log,
      {
        message: (from, message) => {
          this.counts.messages++;
          this.heardFrom(from, () => this.message(from, message));
        },
        records: (from, task, inc, records) =>
          this.heardFrom(from, () => this.records(from, task, inc, records)),
        bulk: (from, head, tail) =>
          this.hub.post(() => {
            this.paths.received(from, clock.monotonicMs(), tail.length, head.last);
            if (head.what === 'program') this.fetch.take(from, head, tail);
            else this.guests.bulk(from, head, tail, this.peers.get(from)?.link?.bulk);
          }),
        files: (node) => this.mfs.serviceFor(node),
        up: (node) => this.hub.post(() => this.up(node)),
        down: (node) => this.hub.post(() => this.down(node)),
        restarted: (node) => this.hub.post(() => this.gone(node, 'its agent has begun anew')),
        refused: (node) => this.hub.post(() => this.members.refused(node)),
        removed: (node) => this.hub.post(() => this.removed(node)),
        violated: ({ id: node, name }, reason) => audit({ event: 'protocol-broken', node, name, reason }),
        stranger: (key, from) => {
          this.strangers.turnedAway(key, from);
          this.membership?.turnedAway(key, from);
        },
      },
      isPrivate ? PRIVATE_BACKOFF : BACKOFF,
    );
    this.fetch = new ProgramFetch(this.hub, this.programs, this.peers);
    this.guests = new Guests(this.hub, this.hosts, this.fetch, {
      refusal: (spec, home, from) => this.refusal(spec, home, from),
      clockOffsetMs: (home) => (home === id ? 0 : this.members.offsetMs(home)),
      bulk: (to, head, parts) => this.peers.get(to)?.sendBulk(head, parts),
      fenceBytes: () => this.limits.fenceBytes,
      // The nodes of a private cluster share one memory, and the target needs as much.
      spareBytes: () => Math.floor(memory().freeBytes / 2),
      file: (task, home, call) => this.mfs.ownFiles.call(task, home, call),
    });
    this.capacity = new Capacity(this.guests, {
      isPrivate,
      id,
      state: places.state,
      set: () => this.settings.now,
    });
    const move: Verbs['migrate'] = (task, to, wish) => this.verbs.migrate(task, to, wish);
    this.ownerFirst = ownerFirst(this.hub, this.guests, this.settings, move);
    this.limits = new OwnersLimits(() => this.settings.now.guestLimits, this.guests, move, clock, log);
    this.mfs = new Mfs({
      self: id,
      clock,
      log,
      places,
      settings: this.settings,
      isPrivate,
      audit,
      script: options.exportScript,
      nodes: () => this.members.views(),
      knows: (node) => this.members.knows(node),
      used: (task, node, bytes) => this.homes.usedFiles(task, node, bytes),
      proc: () => procTreeOf(commands(), clock, log),
      peer: (node) => this.peers.get(node),
      mayHave: (node) => this.membership?.mayHaveFiles(node) ?? isPrivate,
    });
    this.members = new Members(this.peers, clock, systemRandom, log, {
      beatMs,
      lostAfterMs: (node) =>
        Math.max(options.lostAfterMs, this.homes.lostAfterMs(node), this.guests.lostAfterMs(node)),
      silent: (node, nodeName, silentMs) => this.node({ on: 'silent', node, name: nodeName, silentMs }),
      announce: () => this.announce(),
      told: (own) => told(own, this.guests),
      close: () => [...this.homes.nodes(), ...this.guests.homes(), ...this.asks.nodes()],
      paths: this.paths,
      mayHost: (node) => this.membership?.mayHost(node) ?? true,
      dead: (node, why) => {
        this.peers.get(node)?.session.reset();
        this.gone(node, why);
      },
      heard: (info) => this.heard(info),
    });
    this.homes = new HomeTasks(
      this.hub,
      this.guests,
      () => this.members.views(),
      (node) => this.members.offsetMs(node),
      (node) => this.members.inquire(node),
      (to, head, parts) => this.peers.get(to)?.sendBulk(head, parts),
    );
    this.asks = new Asks(this.hub, {
      commands,
      tasksFor: (node) => this.tasksFor(node),
      isUp: (node) => this.members.isUp(node),
      isAlive: (node) => this.members.isAlive(node),
      refusal: (from, command) =>
        commandRefusal(this.standing(from), command, (task) => this.homes.nodeOf(task)),
    });
    const { hub, homes, guests, asks } = this;
    this.verbs = new Verbs({
      hub,
      homes,
      guests,
      asks,
      set: (change) => this.set(change),
      leaving: (isLeaving) => {
        this.isLeaving = isLeaving;
        this.hub.post(() => this.members.changed());
      },
    });
    if (this.settings.now.isolated) this.peers.isolate(true);
  }

  /** Changes settings; the cluster knows it before the next beat. */
  set(change: Partial<NodeSettings>): NodeSettings {
    if (this.options.isEphemeral && change.block === false)
      throw new OmosixError('EREFUSED', 'an ephemeral agent accepts no guests: start omd, which does');
    const now = this.settings.set(change);
    this.mfs.apply();
    if (change.isolated !== undefined) {
      this.isLeaving = change.isolated;
      this.hub.post(() => this.peers.isolate(change.isolated === true));
      this.onIsolated(change.isolated);
    }
    this.hub.post(() => {
      this.ownerFirst.look();
      this.members.changed();
    });
    return now;
  }

  /** What is served to others, after a change where there is one: `mode` null takes a directory out. */
  exports(path: string | null, mode: ExportMode | null): { roots: ExportRoot[]; isServed: boolean } {
    if (path !== null) this.set({ exports: this.mfs.changed(path, mode) });
    const { exports, nomfs } = this.settings.now;
    return { roots: exports ?? this.mfs.roots, isServed: !nomfs };
  }

  /** ssh2 takes a while to load, and an agent without peers never needs it. */
  async key(): Promise<NodeKey> {
    const { nodeKey } = await import('./transport/keys.ts');
    return nodeKey(this.options.places.state);
  }

  private standing(from: number): Standing {
    return standingOf(from, this.options.id, this.membership, this.options.isPrivate);
  }

  /** All that is at home here or executes here. */
  tasks(): TaskStatus[] {
    return [...this.homes.statuses(), ...this.guests.statuses()];
  }

  private tasksFor(from: number): ReturnType<AsksOptions['tasksFor']> {
    const { tasks: visible, hidden } = visibleTo(this.standing(from), this.tasks());
    const { tasks, omitted } = bounded([], visible);
    return { tasks, hidden, omitted };
  }

  /** What is done once a beat. */
  tick(): void {
    this.capacity.tick();
    if (this.ownerFirst.look()) this.members.changed();
    this.limits.look();
    const guestNice = this.limits.guestNice(this.options.isPrivate);
    const { fenceBytes } = this.limits;
    for (const source of this.guests.executing()) {
      source.heed(guestNice, fenceBytes);
      this.hub.sendCasually(source.home, source.report(this.mfs.ownFiles.usedBy(source.task)));
    }
    this.members.tick();
    this.homes.lookAtDeputies();
    this.homes.balance();
  }

  private heardFrom(node: number, happening: () => void): void {
    this.hub.post(() => {
      this.members.alive(node);
      happening();
    });
  }

  private message(from: number, message: PeerMessage): void {
    switch (message.op) {
      case 'gossip':
        this.members.onGossip(from, message);
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
      case 'checkpointed':
      case 'needstate':
      case 'pins':
      case 'usage':
      case 'gone':
        this.homes.message(from, message);
        return;
      case 'book':
        this.membership?.heard(from, message.entries);
        return;
      case 'ask':
      case 'answer':
        this.asks.message(from, message);
        return;
      default:
        this.guests.message(from, message);
    }
  }

  /** From a task to its deputy, if the task's home is here; else to a task that executes here. */
  private records(from: number, task: string, inc: number, records: readonly Uint8Array[]): void {
    if (task.startsWith(`${this.options.id}:`)) {
      const source = from === this.options.id ? this.guests.framesOf(task, inc) : undefined;
      this.homes.records(from, task, inc, records, source);
    } else this.guests.records(from, task, inc, records);
  }

  private up(node: number): void {
    this.members.up(node);
    this.fresh.add(node);
    this.mfs.nodes.up(node);
    this.membership?.up(node);
    this.node({ on: 'linkup', node });
  }
  private down(node: number): void {
    this.members.down(node);
    this.mfs.nodes.down(node);
    this.node({ on: 'linkdown', node });
  }
  /** It is no member any more: nothing of it may act here, nothing of ours there. */
  private removed(node: number): void {
    this.members.remove(node);
    this.gone(node, 'it is no member any more');
  }
  private gone(node: number, why: string): void {
    this.mfs.nodes.gone(node);
    this.node({ on: 'nodedead', node, why });
  }
  private node(change: NodeChange): void {
    this.asks.node(change);
    this.guests.node(change);
    this.homes.node(change);
  }

  private heard(info: NodeInfo): void {
    this.capacity.heard(info);
    this.homes.nodeHeard();
    // One that has just come is used at once.
    if (this.fresh.delete(info.id)) this.homes.balance();
  }

  private announce(): Announced {
    const { capacity, guests, isLeaving, limits, mfs, ownerFirst, settings } = this;
    const standsBy = this.standsBy();
    return announcement(this.options, settings.now, {
      capacity,
      guests,
      isLeaving,
      limits,
      mfs,
      ownerFirst,
      standsBy,
    });
  }

  private refusal(spec: TaskSpec, home: number, from: number): string | null {
    const { id, isEphemeral } = this.options;
    const here = {
      self: id,
      isEphemeral,
      isLeaving: this.isLeaving,
      block: this.settings.now.block,
      owner: this.ownerFirst.neededBy,
      nodeOf: (task: string) => this.homes.nodeOf(task),
      mayRun: (node: number) => this.membership?.mayRun(node) !== false,
      overLimits: (memoryBytes: number) => this.limits.refusal(id, memoryBytes),
    };
    return admissionRefusal(here, spec, home, from);
  }
}
