import type { MapEntry } from '../discovery/static-map.ts';
import { OmosixError } from '../protocol/errors.ts';
import type { Address } from '../protocol/members.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import type { AgentOptions } from './agent-options.ts';
import type { Alerts } from './alerts/alerts.ts';
import type { Standing } from './alerts/watch.ts';
import { type Note, unheard } from './audit/audit.ts';
import { knownConfinement } from './confine/confined.ts';
import { CONTROLLERS } from './confine/groups/places.ts';
import type { Commands, Progress } from './control/commands.ts';
import { listenControl } from './control/server.ts';
import { ControlSession } from './control/session.ts';
import { settingsOf } from './guests/hosts.ts';
import { needsEtcd } from './ha/needs-etcd.ts';
import type { StandingBy } from './ha/standing-by.ts';
import type { History } from './history/history.ts';
import { leave } from './leave.ts';
import { listenOn } from './listen.ts';
import { MembershipDesk } from './membership/desk.ts';
import { Neighbourhood } from './membership/neighbourhood.ts';
import { ownAddresses } from './membership/own-addresses.ts';
import { TURN_BEATS } from './membership/talk.ts';
import { Node } from './node.ts';
import { ownInterfaces } from './own-interfaces.ts';
import { controlSocketOf } from './places.ts';
import { alertsOf, historyOf } from './remembering.ts';
import { announceReturn, hasReturned } from './returning.ts';
import { systemClock } from './system-clock.ts';
import { fingerprintOf } from './transport/fingerprint.ts';
import { sshNative } from './transport/ssh-settings.ts';

/** Nodes of a private cluster but the first leave the machine to the start of the task. */
const PRIVATE_SPARE_AFTER_MS = 400;

/** What `omd` is: a node, its control socket, and its life from start to end. */
export class Agent {
  private readonly node: Node;
  private readonly neighbourhood: Neighbourhood | null;
  private readonly commands: Commands;
  private readonly sessions = new Set<ControlSession>();
  private readonly beat: NodeJS.Timeout;
  private readonly turn: NodeJS.Timeout;
  private closeControl: () => void = () => {};
  private closeMetrics: () => void = () => {};
  private stopped: Promise<void> | undefined;
  private readonly startedAtMs = systemClock.nowMs();
  private lastBusyMs = systemClock.monotonicMs();
  private listening: { host: string; port: number } | null = null;
  private nextId: number | null = null;
  private readonly desk: MembershipDesk | null;
  private readonly history: History | null;
  private readonly alerts: Alerts | null;
  private ha: StandingBy | null = null;
  private readonly note: Note;

  /** Called with the first reason to end: a command, or idleness. */
  onShutdown: () => void = () => {};
  /** All that is here is frozen: this agent is to end, and to begin anew. */
  onRestart: () => void = () => {};
  /** The cluster gives this node another ID, and nothing is in the way of starting anew with it. */
  onRenumber: (id: number) => void = () => {};

  constructor(private readonly options: AgentOptions) {
    this.note = options.audit?.note ?? unheard;
    this.node = new Node(options, () => this.commands);
    this.neighbourhood =
      options.discovery && new Neighbourhood(options.discovery, systemClock, options.log, this.node.peers);
    this.desk = this.deskOf(this.node);
    this.history = historyOf(options, this.node);
    this.alerts = alertsOf(options, this.node, () => this.standings());
    this.commands = this.commandsOf(this.node);
    this.node.onRenumber = (id) => {
      this.nextId = id;
    };
    this.node.onIsolated = (on) => this.neighbourhood?.silence(on);
    this.neighbourhood?.silence(this.node.settings.now.isolated === true);
    this.node.homes.onEvent = (event) => {
      this.history?.life(event);
      this.alerts?.life(event);
      this.node.counts.note(event);
      this.node.paths.moved(event, options.id);
      for (const session of this.sessions) session.tell(event);
    };
    this.beat = setInterval(() => {
      this.node.hub.post(() => this.node.tick());
      this.history?.tick();
      this.alerts?.tick();
      options.audit?.tick();
      if (options.isEphemeral) this.endWhenIdle();
      this.renumberWhenIdle();
      if (this.listening) this.node.membership?.describe(this.addresses(this.listening));
    }, options.beatMs);
    this.turn = setInterval(
      () => this.node.hub.post(() => this.node.members.turn()),
      options.beatMs * TURN_BEATS,
    );
  }

  get socket(): string {
    return controlSocketOf(this.options.places);
  }

  /** @returns where peers reach it and by which key, if they may */
  async start(): Promise<{ host: string; port: number; key: string } | null> {
    const { options } = this;
    const server = await listenControl(this.socket, (socket) => {
      const session = new ControlSession(socket, this.commands, () => this.sessions.delete(session));
      this.sessions.add(session);
    });
    this.closeControl = () => server.close();
    hasReturned(this.socket);
    this.noteBeginning();
    // Nobody could ask for anything before.
    this.lastBusyMs = systemClock.monotonicMs();
    await this.serveMetrics();
    await this.coordinate();
    const spareAfterMs = options.isPrivate && options.id !== 1 ? PRIVATE_SPARE_AFTER_MS : 0;
    systemClock.after(spareAfterMs, () =>
      this.node.hosts.prepareSpare(
        settingsOf({ env: process.env as Record<string, string>, cwd: '/', memoryMb: null }),
      ),
    );
    this.node.capacity.start();
    if (!options.listen) {
      this.neighbourhood?.start(null);
      this.node.membership?.start(null);
      return null;
    }
    this.listening = await listenOn(this.node.peers, options.listen, options.places.state);
    this.node.membership?.start(this.addresses(this.listening));
    const { host, port } = this.listening;
    const key = (await this.node.key()).public;
    this.neighbourhood?.start({
      id: options.id,
      name: options.name,
      fingerprint: fingerprintOf(key),
      protocol: PROTOCOL_VERSION,
      port,
    });
    return { host, port, key };
  }

  join(map: readonly MapEntry[]): void {
    const { membership } = this.node;
    if (membership) {
      membership.addMap(map);
      return;
    }
    for (const { id, host, port, key, name } of map)
      if (key !== null) this.node.peers.add(id, name, { host, port, key });
  }

  /** Ends hosts, connections and sockets. What a private cluster's node keeps goes with it. */
  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  /** Before `stop`: guests leave, as far as they do within that time (null: as its user has said). */
  async drain(deadlineMs: number | null, progress: Progress = () => {}): ReturnType<Commands['drain']> {
    const { log, drainAfterMs } = this.options;
    const drained = await this.node.verbs.drain(deadlineMs ?? drainAfterMs, progress);
    for (const { task, command, reason } of drained.stuck)
      log.warn('a guest ends with this node', { task, command, reason });
    return drained;
  }

  /**
   * Before `onRestart`: what would end with this agent is frozen, if it can begin anew at all.
   * @throws OmosixError EREFUSED where it cannot, EBUSY
   */
  async restart(
    force: boolean,
    backMs: number | null,
    progress: Progress = () => {},
  ): ReturnType<Commands['restart']> {
    const { renewal, log } = this.options;
    if (renewal === null)
      throw new OmosixError(
        'EREFUSED',
        'a node of a private cluster is there for one omrun: it does not begin anew',
      );
    const problem = await renewal(this.node.homes.count > 0);
    if (problem !== null) throw new OmosixError('EREFUSED', problem);
    const frozen = await this.node.verbs.freezing.freeze(force, backMs, progress);
    for (const { task, command, reason } of frozen.stuck)
      log.warn('a task cannot be frozen', { task, command, reason });
    return frozen;
  }

  /** Before `stop`: another one begins in its place. */
  announceReturn(): void {
    announceReturn(this.socket);
  }

  /** Somebody else begins in its place. */
  private cede(): void {
    announceReturn(this.socket);
    this.onShutdown();
  }

  private async end(): Promise<void> {
    clearInterval(this.beat);
    clearInterval(this.turn);
    this.history?.end();
    this.closeControl();
    this.closeMetrics();
    this.ha?.close();
    const farewell = this.neighbourhood?.stop();
    for (const session of this.sessions) session.close();
    this.node.mfs.close();
    await this.node.hosts.close();
    this.node.members.leave();
    this.node.peers.close();
    await farewell;
    this.options.audit?.close({ event: 'agent-ended', pid: process.pid });
    leave(this.options.places, this.options.ownHome);
  }

  private noteBeginning(): void {
    const { id: node, name, version } = this.options;
    const uid = process.getuid?.() ?? null;
    this.note({ event: 'agent-began', node, name, version, pid: process.pid, uid });
  }

  private addresses(listening: { host: string; port: number }): Address[] {
    return ownAddresses(listening, this.options.advertised);
  }

  private commandsOf(node: Node): Commands {
    const { options } = this;
    const { asks, hub, homes, members, programs, verbs } = node;
    return {
      node: options.id,
      programs,
      nodes: () => members.views(),
      agent: () => ({
        pid: process.pid,
        version: options.version,
        sshNative: sshNative(),
        ephemeral: options.isEphemeral,
        runtime: options.places.runtime,
        startedAtMs: this.startedAtMs,
        trouble: this.neighbourhood?.trouble() ?? null,
        ...(this.ha && { etcd: this.ha.now }),
        ...wallsNow(options.groups),
      }),
      interfaces: ownInterfaces,
      tasks: () => node.tasks(),
      migrate: (task, to, wish) => verbs.migrate(task, to, wish),
      signal: (task, signal) => verbs.signal(task, signal),
      set: (change) => node.set(change),
      exports: (path, mode) => node.exports(path, mode),
      files: (task, fence) => node.mfs.localService(task, fence),
      expel: (progress) => verbs.expel(progress),
      bring: (progress) => verbs.bring(progress),
      leave: (bring, progress) => verbs.leave(bring, progress),
      drain: (deadlineMs, progress) => this.drain(deadlineMs, progress),
      restart: (force, backMs, progress) => this.restart(force, backMs, progress),
      beginAnew: (cedes) => (cedes ? this.cede() : this.onRestart()),
      freeze: async (task, withinMs) => {
        await homes.freeze(task, homes.nodeOf(task) ?? options.id, withinMs);
      },
      thaw: (task) => homes.thaw(task, homes.nodeOf(task) ?? options.id),
      opened: () => verbs.freezing.opened(),
      steer: (task, change) => verbs.steer(task, change),
      on: (other, request, take) => asks.ask(other, request, take),
      audit: this.note,
      membership: (request) => {
        if (this.desk) return this.desk.answer(request);
        throw new OmosixError(
          'EREFUSED',
          "this agent serves the tasks of this machine only and has no members: end it with 'mosctl shutdown', and start 'omd'",
        );
      },
      ha: () => this.withEtcd().access,
      deputyGone: (deputy) => void this.ha?.deputyGone(deputy),
      standby: (from, order) => this.withEtcd().tasks.order(from, order),
      protection: ({ id }, task, now) => this.ha?.homes.note(id, task, now),
      standbys: () => this.ha?.list((task) => homes.commandOf(task)) ?? [],
      failback: (ha) => this.withEtcd().tasks.failback(ha),
      etcdAnew: async () => this.withEtcd().beginAnew(),
      take: (ha, epoch) => this.withEtcd().tasks.taken(ha, epoch),
      history: (query) => {
        if (this.history) return this.history.ask(query);
        throw new OmosixError(
          'EREFUSED',
          'this agent keeps no history: it serves one program, or was told so (omd --no-history)',
        );
      },
      shutdown: () => this.onShutdown(),
      run: (...task) => void homes.start(...task),
      pace: (source, sink) => hub.pace(source, sink),
      checkpoint: (task, file, after) => verbs.checkpoint(task, file, after),
      capture: (task, hold, asked) => homes.capture(task, hold, asked),
      end: (task, code, signal) => hub.post(() => homes.end(task, code, signal)),
      records: (task, records) => homes.toTask(task, records),
    };
  }

  private async serveMetrics(): Promise<void> {
    const { metrics, id, version, log } = this.options;
    if (metrics === null) return;
    const { serveMetrics } = await import('./metrics/server.ts');
    const { families } = await import('./metrics/families.ts');
    const { node, startedAtMs } = this;
    const { port, close } = await serveMetrics(metrics, () => {
      const { user, system } = process.cpuUsage();
      return families({
        self: id,
        version,
        nodes: node.members.views(),
        tasks: node.tasks(),
        counts: node.counts,
        sent: node.peers.sent,
        cpuSeconds: (user + system) / 1e6,
        residentBytes: process.memoryUsage.rss(),
        startedAtSeconds: startedAtMs / 1000,
      });
    });
    this.closeMetrics = close;
    log.info('metrics are served', { host: metrics.host, port });
  }

  private standings(): Standing[] {
    const homes = this.ha?.homes.list() ?? [];
    return homes.map(({ task, wanted, standbys, trouble }) => ({
      task,
      command: this.node.homes.commandOf(task),
      standbys: standbys.length,
      wanted,
      reason: trouble ?? 'none could be found',
    }));
  }

  private withEtcd(): StandingBy {
    if (this.ha) return this.ha;
    throw needsEtcd();
  }

  private async coordinate(): Promise<void> {
    const { etcd } = this.options;
    if (etcd === null) return;
    const { StandingBy } = await import('./ha/standing-by.ts');
    this.ha = await StandingBy.start({ ...this.options, etcd });
    this.node.standsBy = () => this.ha?.now.isReached === true;
  }

  private deskOf({ membership, peers, members, strangers }: Node): MembershipDesk | null {
    return (
      membership &&
      new MembershipDesk(membership, {
        clock: systemClock,
        note: this.note,
        peers,
        addresses: () => this.listening && this.addresses(this.listening),
        strangers: (known) => strangers.views(this.neighbourhood?.all() ?? [], known),
        isAlive: (id) => members.views().some(({ info, state }) => info.id === id && state === 'alive'),
      })
    );
  }

  private renumberWhenIdle(): void {
    const { homes, guests } = this.node;
    if (this.nextId === null || homes.count > 0 || guests.count > 0) return;
    this.onRenumber(this.nextId);
    this.nextId = null;
  }

  private endWhenIdle(): void {
    const { homes, guests } = this.node;
    const now = systemClock.monotonicMs();
    if (this.sessions.size > 0 || homes.count > 0 || guests.count > 0) this.lastBusyMs = now;
    else if (now - this.lastBusyMs > this.options.idleMs) this.onShutdown();
  }
}

function wallsNow(groups: AgentOptions['groups']): Pick<ReturnType<Commands['agent']>, 'walls'> {
  const confinement = knownConfinement();
  if (!confinement) return {};
  const { way, missing } = confinement;
  if (!groups) return { walls: { present: [...way.walls], missing } };
  const group = (of: readonly string[]): string => `a control group of its own (${of.join(', ')})`;
  const lacks = CONTROLLERS.filter((one) => !groups.bounded.includes(one));
  const present = groups.bounded.length > 0 ? [group(groups.bounded)] : [];
  const without = lacks.length > 0 ? [{ wall: group(lacks), why: groups.missing ?? '' }] : [];
  return { walls: { present: [...way.walls, ...present], missing: [...missing, ...without] } };
}
