import type { BulkHead, FileCallHere, FromHost, ToHost } from '../../protocol/host.ts';
import { MAX_FILE_CALLS_HERE } from '../../protocol/limits.ts';
import type { PeerBulkHead, PeerMessage } from '../../protocol/peer.ts';
import type { TaskSpec, TaskStatus } from '../../protocol/task.ts';
import { Gather } from '../frames/gather.ts';
import type { Hub, Sink } from '../hub.ts';
import { CpuShare } from '../measure/cpu-share.ts';
import type { FileAnswer } from '../mfs/export/calls-here.ts';
import type { SourceEffect, SourceEvent } from '../migration/machine/events.ts';
import { deputyOf } from '../migration/machine/ids.ts';
import { stepSource } from '../migration/machine/source.ts';
import { type SourceState, stateInWords } from '../migration/machine/source-state.ts';
import { MachineTimer } from '../migration/machine-timer.ts';
import { AheadPull } from './ahead-pull.ts';
import { Holds } from './holds.ts';
import type { Host } from './host.ts';
import { HostProcess } from './host-process.ts';
import { niceOf, renice } from './priority.ts';
import { endInWords } from './register.ts';
import type { ProcessUsage } from './usage.ts';

type Usage = Extract<PeerMessage, { op: 'usage' }>;

export interface SourceDuties {
  /** Sends a piece of a snapshot; what the host must wait for. */
  bulk(to: number, head: PeerBulkHead, parts: readonly Uint8Array[]): Sink | undefined;
  /** Memory that may be used for a while to make a freeze shorter. */
  spareBytes(): number;
  /** A call on files of this node. */
  file(task: string, home: number, call: FileCallHere): Promise<FileAnswer>;
  /** It is no more: forget it. */
  ended(source: Source): void;
}

/** A guest that executes here: its host, and the machine that moves it away. */
export class Source {
  private readonly timer: MachineTimer;
  private isWarm = false;
  /** Calls on files of this node that are under way. */
  private fileCalls = 0;
  private readonly holds = new Holds();
  private readonly share = new CpuShare();
  private passing: Gather | null = null;
  private ahead: AheadPull | null = null;

  constructor(
    private readonly hub: Hub,
    private state: SourceState,
    readonly host: Host,
    private readonly duties: SourceDuties,
  ) {
    this.timer = new MachineTimer(hub, (event) => this.step(event));
    host.listen({
      message: (message) => hub.post(() => this.onMessage(message)),
      records: (records) => hub.post(() => this.forward(records)),
      bulk: (head, tail) => hub.post(() => this.onBulk(head, tail)),
      piece: ({ id, last }, tail) =>
        hub.post(() => {
          if (this.ahead?.id === id) this.ahead.take(tail, last);
        }),
      exit: (reason) => hub.post(() => this.gone(reason)),
    });
  }

  get task(): string {
    return this.state.spec.task;
  }
  get inc(): number {
    return this.state.inc;
  }
  get home(): number {
    return this.state.home;
  }
  get stopped(): boolean {
    return this.state.stopped;
  }
  get paused(): boolean {
    return this.state.paused;
  }

  /** As its deputy is. */
  nice = 0;
  private appliedNice = 0;
  fence(bytes: number): void {
    if (this.isForeign && this.host instanceof HostProcess) this.host.fence(bytes);
  }
  /** Once a beat: what its node's owner lets a guest have may have been changed, and the task too. */
  heed(guestNice: number, fenceBytes: number): void {
    this.fence(fenceBytes);
    const nice = niceOf(this.nice, this.isForeign, guestNice);
    if (nice === this.appliedNice || !(this.host instanceof HostProcess)) return;
    this.appliedNice = nice;
    renice(this.host.pid, nice);
  }
  get lostAfterMs(): number {
    return this.state.spec.lostAfterMs;
  }
  get spec(): TaskSpec {
    return this.state.spec;
  }
  get isForeign(): boolean {
    return this.home !== this.hub.self;
  }
  /** Once it has ended, in words. */
  endedBecause = '';
  private mostBytes = 0;
  /** Here, so far. */
  get used(): { cpuMs: number; mostBytes: number } {
    const { cpuMs, residentBytes } = this.host.usage();
    return { cpuMs, mostBytes: Math.max(this.mostBytes, residentBytes) };
  }
  get ended(): boolean {
    return this.state.phase.at === 'ended';
  }

  /** As far as the node knows where it is a guest. */
  status(): TaskStatus {
    const { spec, home, nmigs, self } = this.state;
    const { cpuMs, residentBytes } = this.host.usage();
    return {
      task: spec.task,
      pid: deputyOf(spec.task),
      ppid: spec.ppid,
      command: spec.command,
      home,
      where: self,
      state: stateInWords(this.state),
      nmigs,
      lock: null,
      detached: false,
      cantmove: this.holds.held,
      cpuMs,
      cpuShare: this.share.at(this.hub.clock.nowMs()),
      memoryBytes: residentBytes,
      startedAtMs: spec.startedAtMs,
    };
  }

  /** How much of a CPU it wanted lately, 1 at most. */
  get runnable(): number {
    return Math.min(1, this.share.at(this.hub.clock.nowMs()) ?? 0);
  }

  /** Once a beat. */
  measure(): ProcessUsage {
    const usage = this.host.usage();
    this.share.sample(this.hub.clock.nowMs(), usage.cpuMs);
    this.mostBytes = Math.max(this.mostBytes, usage.residentBytes);
    return usage;
  }

  /** What home is told once a beat. `files`: what it has used of this node's. */
  report(files: Usage['files']): Usage {
    const { task, stopped, paused, nice } = this;
    const { cpuMs, wantedMs, residentBytes: memoryBytes } = this.measure();
    return { op: 'usage', task, cpuMs, wantedMs, memoryBytes, files, stopped, paused, nice };
  }

  step(event: SourceEvent): void {
    if (this.ended) return;
    const [state, effects] = stepSource(this.state, event);
    if (state.phase.at === 'ended') this.endedBecause = endInWords(this.state, event);
    this.state = state;
    for (const effect of effects) this.carryOut(effect);
  }

  /** A record of the task, on its way home. */
  forward(records: readonly Uint8Array[]): void {
    try {
      this.hub.pace(this.host.frames, this.hub.sendRecords(this.home, this.task, this.inc, records));
    } catch (error) {
      // Too large to be passed on: no runtime of ours sends such a thing.
      this.host.kill();
      this.gone(`its host process broke the protocol: ${(error as Error).message}`);
    }
  }

  private onMessage(message: FromHost): void {
    if (message.op === 'file') {
      this.onFile(message);
      return;
    }
    this.hub.log.debug('host says', message);
    const reasons = this.holds.note(message, this.hub.clock.nowMs());
    if (reasons) this.hub.send(this.home, { op: 'pins', task: this.task, reasons });
    if (message.op === 'pins') return;
    if (message.op === 'failed')
      this.hub.log.error('a host failed', { task: this.task, message: message.message });
    else this.step({ on: 'host', atMs: this.hub.clock.nowMs(), message, cpuMs: this.host.usage().cpuMs });
  }

  private onFile({ id, name, args }: Extract<FromHost, { op: 'file' }>): void {
    // What a task with grants may have its deputy judges: its calls all go there.
    const lie =
      this.fileCalls >= MAX_FILE_CALLS_HERE
        ? `more than ${MAX_FILE_CALLS_HERE} calls on files at a time`
        : this.spec.grants && 'a call on files past its home';
    if (lie) {
      this.host.kill();
      this.gone(`its host process broke the protocol: ${lie}`);
      return;
    }
    this.fileCalls++;
    void this.duties.file(this.task, this.home, { name, args }).then(({ bytes, ...answer }) => {
      this.fileCalls--;
      if (!this.ended) this.host.send({ op: 'filed', id, ...answer }, bytes);
    });
  }

  private onBulk({ what, last }: BulkHead, tail: Uint8Array): void {
    if (what === 'ahead') {
      this.ahead?.takeLate(tail, last);
      return;
    }
    this.passing?.add(tail, last);
    if (last) this.passing = null;
  }

  private pass(
    what: 'snapshot' | 'ahead',
    { to, migration }: { to: number; migration: number },
    parts: readonly Uint8Array[],
    last: boolean,
  ): Sink | undefined {
    return this.duties.bulk(to, { what, migration, task: this.task, last }, parts);
  }

  /** A round of what travels ahead begins; the first one with the asking. */
  private passAhead(route: { to: number; migration: number }): void {
    if (this.ahead) return;
    this.ahead = new AheadPull(this.hub, route.migration, {
      pass: (parts, last) => this.pass('ahead', route, parts, last),
      frozen: (sink) => this.hub.pace(this.host.frames, sink),
      ask: (come) => {
        this.host.send({ op: 'more', id: route.migration, come });
        this.host.poke();
      },
    });
    this.ahead.ask();
  }

  /** A task that is to move may send its large buffers ahead. */
  private withSpareMemory(message: ToHost): ToHost {
    if (message.op !== 'capture' || message.checkpoint) return message;
    return { ...message, aheadBytes: this.duties.spareBytes() };
  }

  private dropAhead(): void {
    this.ahead?.stop();
    this.ahead = null;
  }

  /** While the target makes itself ready this host does too: the first capture of a process is slow. */
  private warm(): void {
    if (this.isWarm) return;
    this.isWarm = true;
    this.host.send({ op: 'warm' });
    this.host.poke();
  }

  private gone(reason: string): void {
    this.step({ on: 'hostgone', atMs: this.hub.clock.nowMs(), reason, cpuMs: this.host.usage().cpuMs });
  }

  private carryOut(effect: SourceEffect): void {
    switch (effect.do) {
      case 'send':
        this.hub.send(effect.to, effect.message);
        if (effect.message.op === 'prepare') this.warm();
        return;
      case 'timer':
        this.timer.set(effect.ms);
        return;
      case 'log':
        this.hub.log[effect.level](effect.message);
        return;
      case 'host':
        this.hub.log.debug('to host', { op: effect.message.op });
        this.host.send(this.withSpareMemory(effect.message));
        if (effect.message.op === 'capture') this.host.poke();
        return;
      case 'passahead':
        this.passAhead(effect);
        return;
      case 'passsnapshot':
        this.dropAhead();
        this.passing = new Gather((parts, last) => {
          this.hub.pace(this.host.frames, this.pass('snapshot', effect, parts, last));
        });
        return;
      case 'dropsnapshot':
        this.dropAhead();
        this.passing = null;
        return;
      case 'stophost':
        this.host.signal('SIGSTOP');
        return;
      case 'continuehost':
        this.host.signal('SIGCONT');
        return;
      case 'killhost':
        this.host.kill();
        if (this.host.diesAtOnce) this.hub.post(() => this.gone('it was ended'));
        return;
      case 'endhost':
        this.dropAhead();
        this.timer.set(null);
        this.host.kill();
        this.duties.ended(this);
    }
  }
}
