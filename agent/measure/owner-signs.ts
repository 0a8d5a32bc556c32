import { DAY_MIN, type OwnerRules } from '../../protocol/owner.ts';
import type { Clock } from '../../protocol/ports.ts';
import type { Signs } from '../owner/presence.ts';
import { ConsoleInput } from './console-input.ts';
import { busyMsHere, type GuestCpu, LocalLoad } from './local-load.ts';

/** What is seen of this node's owner. Only what rules ask for is looked at. */
export class OwnerSigns {
  private readonly load = new LocalLoad();
  private readonly input = new ConsoleInput();

  constructor(
    private readonly clock: Clock,
    private readonly guests: () => readonly GuestCpu[],
  ) {}

  look(rules: OwnerRules): Signs {
    const atMs = this.clock.monotonicMs();
    const nowMs = this.clock.nowMs();
    return {
      atMs,
      minute: minuteOfWeek(nowMs),
      load: rules.load === undefined ? null : this.localLoad(atMs),
      inputAgoMs: rules.inputMs === undefined ? null : this.input.look(atMs, nowMs),
    };
  }

  private localLoad(atMs: number): number | null {
    const { user, system } = process.cpuUsage();
    return this.load.sample(atMs, this.guests(), busyMsHere(), (user + system) / 1_000);
  }
}

/** Local time, from Sunday 00:00. */
export function minuteOfWeek(nowMs: number): number {
  const now = new Date(nowMs);
  return now.getDay() * DAY_MIN + now.getHours() * 60 + now.getMinutes();
}
