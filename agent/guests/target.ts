import type { TaskSpec } from '../../protocol/task.ts';
import type { FrameStream } from '../frames/frame-stream.ts';
import { Gather } from '../frames/gather.ts';
import type { Hub } from '../hub.ts';
import type { TargetEffect, TargetEvent } from '../migration/machine/events.ts';
import { stepTarget, type TargetState } from '../migration/machine/target.ts';
import { MachineTimer } from '../migration/machine-timer.ts';
import type { Host } from './host.ts';

type Adoption = Extract<TargetEffect, { do: 'adopt' }>;

export interface TargetDuties {
  /** A host that has compiled the program. */
  prepare(from: number, spec: TaskSpec): Promise<Host>;
  /** Home's clock minus this machine's. */
  clockOffsetMs(home: number): number;
  /** It executes here from now on; returns who forwards its records. */
  adopt(adoption: Adoption, host: Host): { forward(records: readonly Uint8Array[]): void };
  ended(target: Target): void;
}

/** State that came before the message that announces it: more of it stops the channel for a moment. */
const MAX_EARLY_BYTES = 8 * 1024 * 1024;

/** A guest in the making. */
export class Target {
  private host: Host | undefined;
  private readonly timer: MachineTimer;
  private early: { tail: Uint8Array; last: boolean }[] = [];
  private earlyBytes = 0;
  private restoring = false;
  private readonly feed = new Gather((parts, last) => this.host?.sendBulk({ what: 'snapshot', last }, parts));
  private readonly feedAhead = new Gather((parts, last) =>
    this.host?.sendBulk({ what: 'ahead', last }, parts),
  );
  private resumeChannel: (() => void) | undefined;

  constructor(
    private readonly hub: Hub,
    private state: TargetState,
    private readonly duties: TargetDuties,
  ) {
    this.timer = new MachineTimer(hub, (event) => this.step(event));
  }

  get task(): string {
    return this.state.spec.task;
  }
  get from(): number {
    return this.state.from;
  }
  get home(): number {
    return this.state.home;
  }
  get lostAfterMs(): number {
    return this.state.spec.lostAfterMs;
  }
  get migration(): number {
    return this.state.migration;
  }
  get ended(): boolean {
    return this.state.phase.at === 'ended';
  }

  step(event: TargetEvent): void {
    if (this.ended) return;
    this.apply(stepTarget(this.state, event));
  }

  apply([state, effects]: [TargetState, TargetEffect[]]): void {
    this.state = state;
    for (const effect of effects) this.carryOut(effect);
  }

  /** A piece of what travels ahead: it comes only to a host that is ready. */
  takeAhead(tail: Uint8Array, last: boolean, channel: FrameStream | undefined): void {
    if (!this.host) return;
    this.feedAhead.add(tail, last);
    if (channel) this.hub.pace(channel, this.host.frames);
  }

  /** A piece of the snapshot, which came over `channel`. */
  take(tail: Uint8Array, last: boolean, channel: FrameStream | undefined): void {
    if (this.host && this.restoring) {
      this.feed.add(tail, last);
      if (channel) this.hub.pace(channel, this.host.frames);
      return;
    }
    this.early.push({ tail, last });
    this.earlyBytes += tail.length;
    if (this.earlyBytes > MAX_EARLY_BYTES && channel && !this.resumeChannel) {
      channel.pause();
      this.resumeChannel = () => channel.resume();
    }
  }

  private carryOut(effect: TargetEffect): void {
    const { hub } = this;
    switch (effect.do) {
      case 'send':
        hub.send(effect.to, effect.message);
        return;
      case 'timer':
        this.timer.set(effect.ms);
        return;
      case 'log':
        hub.log[effect.level](effect.message);
        return;
      case 'preparehost':
        void this.prepare(effect.from, effect.spec);
        return;
      case 'host':
        this.host?.send(effect.message);
        if (effect.message.op === 'restore') this.feedEarly();
        return;
      case 'killhost':
        this.host?.kill();
        return;
      case 'activate':
        this.host?.beginAccount();
        this.host?.send({
          op: 'activate',
          inc: effect.inc,
          node: hub.self,
          clockOffsetMs: this.duties.clockOffsetMs(effect.home),
        });
        return;
      case 'adopt':
        if (this.host) this.adopted = this.duties.adopt(effect, this.host);
        this.host = undefined;
        this.end();
        return;
      case 'endhost':
        this.host?.kill();
        this.end();
        return;
    }
  }
  private adopted: { forward(records: readonly Uint8Array[]): void } | undefined;

  private async prepare(from: number, spec: TaskSpec): Promise<void> {
    const { hub } = this;
    try {
      const host = await this.duties.prepare(from, spec);
      hub.post(() => {
        if (this.ended) {
          host.kill();
          return;
        }
        this.host = host;
        this.listen(host);
        this.step({ on: 'hostprepared', atMs: hub.clock.nowMs() });
      });
    } catch (error) {
      const reason = (error as Error).message;
      hub.post(() => this.step({ on: 'hostgone', atMs: hub.clock.nowMs(), reason, cpuMs: 0 }));
    }
  }

  private listen(host: Host): void {
    const { hub } = this;
    host.listen({
      message: (message) =>
        hub.post(() => {
          hub.log.debug('host says', message);
          if (message.op === 'failed')
            hub.log.error('a host failed', { task: this.task, message: message.message });
          else if (message.op !== 'pins')
            this.step({ on: 'host', atMs: hub.clock.nowMs(), message, cpuMs: 0 });
        }),
      records: (records) =>
        hub.post(() => {
          hub.log.debug('host attaches', { task: this.task });
          this.step({ on: 'attached', atMs: hub.clock.nowMs() });
          this.adopted?.forward(records);
        }),
      bulk() {},
      exit: (reason) =>
        hub.post(() => this.step({ on: 'hostgone', atMs: hub.clock.nowMs(), reason, cpuMs: 0 })),
    });
  }

  private feedEarly(): void {
    this.restoring = true;
    for (const { tail, last } of this.early.splice(0)) this.feed.add(tail, last);
    this.resumeChannel?.();
    this.resumeChannel = undefined;
  }

  private end(): void {
    this.timer.set(null);
    this.early = [];
    this.resumeChannel?.();
    this.resumeChannel = undefined;
    this.duties.ended(this);
  }
}
