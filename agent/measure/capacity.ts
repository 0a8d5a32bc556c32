import type { NodeInfo, NodeSettings } from '../../protocol/node.ts';
import type { Guests } from '../guests/guests.ts';
import type { Source } from '../guests/source.ts';
import { systemClock } from '../system-clock.ts';
import { cpusHere } from './cpu-limit.ts';
import { DEFAULT_DECAY, LoadMeter, STANDARD_SPEED } from './load.ts';
import { memory } from './memory.ts';
import { pressureHere } from './pressure.ts';
import { machineRunQueue } from './run-queue.ts';
import { SpeedMeter } from './speed.ts';

/** Measuring waits until the first task has started. */
const MEASURE_AFTER_MS = 500;

/** Runnable processes below which speed is measured undisturbed: one sometimes. */
const QUIET_QUEUE = 0.5;

/** What this node has to offer, for its announcements. */
export class Capacity {
  private readonly meter = new LoadMeter();
  private readonly seen = new WeakMap<Source, { atMs: number; wantedMs: number }>();
  /** Of one whole CPU, as measured. */
  private speed = STANDARD_SPEED;
  private has = cpusHere();
  private speedFrom: number;
  private speedMeter: SpeedMeter | null = null;
  private lastTickMs = systemClock.monotonicMs();

  constructor(
    private readonly guests: Guests,
    private readonly options: {
      isPrivate: boolean;
      id: number;
      state: string;
      set(): Pick<NodeSettings, 'speed' | 'yard' | 'decay'>;
    },
  ) {
    this.speedFrom = options.id;
  }

  start(): void {
    if (this.options.isPrivate && this.options.id !== 1) return;
    const meter = new SpeedMeter(this.options.state, systemClock);
    systemClock.after(MEASURE_AFTER_MS, () => {
      void meter.start().then(() => {
        this.speedMeter = meter;
      });
    });
  }

  tick(): void {
    const now = systemClock.monotonicMs();
    this.has = cpusHere();
    const queue = this.options.isPrivate ? this.guestQueue(now) : machineRunQueue();
    this.meter.tick(queue, now - this.lastTickMs, this.options.set().decay ?? DEFAULT_DECAY);
    this.lastTickMs = now;
    this.measureSpeed(queue);
  }

  /** A private cluster does not live long enough for a series: what it has shown at first counts. */
  private measureSpeed(queue: number): void {
    const { speedMeter: meter } = this;
    if (meter === null) return;
    this.speed = meter.speed ?? this.speed;
    if (!this.options.isPrivate) void meter.tick(queue < QUIET_QUEUE);
  }

  /** The nodes of a private cluster share one machine: its speed is what the lowest of them says. */
  heard(info: NodeInfo): void {
    if (!this.options.isPrivate || info.id > this.speedFrom || info.id === this.options.id) return;
    this.speedFrom = info.id;
    this.speed = (info.tuned?.measured ?? info.speed) / this.has.share;
  }

  announce(): Pick<NodeInfo, 'cpus' | 'speed' | 'load' | 'freeBytes' | 'totalBytes' | 'pressure' | 'tuned'> {
    const { cpus, share } = this.has;
    const measured = this.speed * share;
    const { speed: set, yard, decay } = this.options.set();
    const speed = set ?? (measured * STANDARD_SPEED) / (yard ?? STANDARD_SPEED);
    const load = this.meter.load(speed, cpus);
    const pressure = pressureHere();
    const info = { cpus, speed, load, ...memory(), ...(pressure !== null && { pressure }) };
    if (set == null && yard == null && decay == null) return info;
    const tuned = {
      measured,
      ...(set != null && { speed: set }),
      ...(yard != null && { yard }),
      ...(decay != null && { decay }),
    };
    return { ...info, tuned };
  }

  /** Guests that execute or want to: each by its share of the time since the last look. */
  private guestQueue(now: number): number {
    let queue = 0;
    for (const source of this.guests.executing()) {
      const { wantedMs } = source.host.usage();
      const before = this.seen.get(source) ?? { atMs: this.lastTickMs, wantedMs: 0 };
      this.seen.set(source, { atMs: now, wantedMs });
      if (now > before.atMs)
        queue += Math.min(1, Math.max(0, (wantedMs - before.wantedMs) / (now - before.atMs)));
    }
    return queue;
  }
}
