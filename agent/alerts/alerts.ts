import { statfs } from 'node:fs/promises';
import type { NodeView } from '../../protocol/node.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import type { TaskLifeEvent, TaskStatus } from '../../protocol/task.ts';
import { delivery, isUrl } from './deliver.ts';
import { Outbox } from './outbox.ts';
import { type Alert, type Standing, Watch } from './watch.ts';

/** The disk is looked at so often. */
const DISK_EVERY_MS = 10_000;

export interface AlertsParts {
  /** As `--alert` says, each. */
  receivers: readonly string[];
  from: { id: number; name: string };
  /** Of the disk that must not be full: checkpoints of tasks, and the log. */
  directory: string;
  clock: Clock;
  log: Log;
  nodes(): readonly NodeView[];
  tasks(): readonly TaskStatus[];
  standings(): readonly Standing[];
}

/** `omd --alert`: what this node sees of the cluster, its own machine and its own tasks, told to commands and web servers. */
export class Alerts {
  private readonly watch = new Watch();
  private readonly outboxes: readonly Outbox[];
  private diskAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: AlertsParts) {
    const { receivers, ...rest } = parts;
    this.outboxes = receivers.map(
      (receiver) =>
        new Outbox({ ...rest, receiver: shown(receiver), deliver: delivery(receiver, parts.clock) }),
    );
  }

  /** Once a beat. */
  tick(): void {
    const { clock, nodes, standings } = this.parts;
    const views = nodes();
    const own = views.find(({ isSelf }) => isSelf);
    this.send(this.watch.nodes(clock.nowMs(), views));
    this.send(this.watch.standbys(clock.nowMs(), standings()));
    if (own) this.send(this.watch.memory(clock.nowMs(), own.info));
    if (clock.monotonicMs() - this.diskAtMs < DISK_EVERY_MS) return;
    this.diskAtMs = clock.monotonicMs();
    void this.lookAtDisk();
  }

  life(event: TaskLifeEvent): void {
    const { tasks } = this.parts;
    this.send(this.watch.life(event, (task) => tasks().find((one) => one.task === task)?.command ?? ''));
  }

  private async lookAtDisk(): Promise<void> {
    const { directory, clock } = this.parts;
    const found = await statfs(directory).catch(() => null);
    // Some file systems do not say how large they are.
    if (!found || found.blocks === 0) return;
    const room = { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize };
    this.send(this.watch.disk(clock.nowMs(), directory, room));
  }

  private send(alerts: readonly Alert[]): void {
    for (const alert of alerts) for (const outbox of this.outboxes) outbox.add(alert);
  }
}

/** In the log: what stands behind the host of a URL may be a secret. */
const shown = (receiver: string): string => (isUrl(receiver) ? new URL(receiver).origin : receiver);
