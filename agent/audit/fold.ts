import type { AuditEvent, AuditLine } from '../../protocol/audit.ts';
import { MAX_AUDIT_FOLDS } from '../../protocol/limits.ts';
import { type Actor, actorOf, foldKey } from './fold-key.ts';

/** What is the same is counted for so long before it is said again; twice as long each time that it goes on. */
const FIRST_WINDOW_MS = 60_000;
const LAST_WINDOW_MS = 3_600_000;

/** Lines that an actor may cause: at once, and a minute after. What is beyond is counted. Strangers cost 400 KB a day at most. */
const ALLOWANCES: Record<'strangers' | 'node' | 'machine', { burst: number; aMinute: number }> = {
  strangers: { burst: 64, aMinute: 1 },
  node: { burst: 2_000, aMinute: 60 },
  machine: { burst: 5_000, aMinute: 600 },
};
const MINUTE_MS = 60_000;

interface Counted {
  last: AuditEvent;
  times: number;
  sinceMs: number;
  lastMs: number;
  untilMs: number;
  windowMs: number;
  /** It stands for several that are not the same. */
  others: boolean;
}

/** When: `ms` only goes forward, `wallMs` is what people read. */
export interface Moment {
  ms: number;
  wallMs: number;
}

/**
 * Decides what is written down when: what is new at once, what goes on as a count at the end of a minute, two, four … up to an hour. So a
 * thousand knocks a second at the door are a line and a few counts, and who causes much that is always new is counted too.
 */
export class Fold {
  private readonly counted = new Map<string, Counted>();
  private readonly spent = new Map<Actor, { left: number; atMs: number }>();
  private nextMs = Number.POSITIVE_INFINITY;

  note(event: AuditEvent, now: Moment): AuditLine | null {
    const key = foldKey(event);
    const known = key === null ? undefined : this.counted.get(key);
    if (known) {
      this.again(known, event, now);
      return null;
    }
    const actor = actorOf(event);
    const isRoom = key === null || this.counted.size < MAX_AUDIT_FOLDS;
    if (isRoom && this.mayWrite(actor, now.ms)) {
      if (key !== null) this.begin(key, event, now, false);
      return { atMs: now.wallMs, ...event };
    }
    const common = JSON.stringify(['others', event.event, isRoom ? actor : null]);
    const others = this.counted.get(common) ?? this.begin(common, event, now, true);
    this.again(others, event, now);
    return null;
  }

  /** What has been counted long enough; all of it where `isLast`. */
  due(now: Moment, isLast = false): AuditLine[] {
    if (now.ms < this.nextMs && !isLast) return [];
    const lines: AuditLine[] = [];
    this.nextMs = Number.POSITIVE_INFINITY;
    for (const [key, counted] of this.counted) {
      if (now.ms < counted.untilMs && !isLast) {
        this.nextMs = Math.min(this.nextMs, counted.untilMs);
        continue;
      }
      const { last, times, sinceMs, lastMs, others } = counted;
      if (times === 0) {
        this.counted.delete(key);
        continue;
      }
      lines.push({ atMs: lastMs, ...last, times, sinceMs, ...(others && { others }) });
      counted.windowMs = Math.min(LAST_WINDOW_MS, counted.windowMs * 2);
      this.open(counted, now);
    }
    return lines;
  }

  private begin(key: string, event: AuditEvent, now: Moment, others: boolean): Counted {
    const counted: Counted = {
      last: event,
      times: 0,
      sinceMs: now.wallMs,
      lastMs: now.wallMs,
      untilMs: 0,
      windowMs: FIRST_WINDOW_MS,
      others,
    };
    this.counted.set(key, counted);
    this.open(counted, now);
    return counted;
  }

  private open(counted: Counted, now: Moment): void {
    counted.times = 0;
    counted.sinceMs = now.wallMs;
    counted.untilMs = now.ms + counted.windowMs;
    this.nextMs = Math.min(this.nextMs, counted.untilMs);
  }

  private again(counted: Counted, event: AuditEvent, now: Moment): void {
    counted.last = event;
    counted.lastMs = now.wallMs;
    counted.times++;
  }

  private mayWrite(actor: Actor, nowMs: number): boolean {
    const { burst, aMinute } =
      ALLOWANCES[actor === 'strangers' ? actor : actor === 'this machine' ? 'machine' : 'node'];
    const { left, atMs } = this.spent.get(actor) ?? { left: burst, atMs: nowMs };
    const now = Math.min(burst, left + ((nowMs - atMs) * aMinute) / MINUTE_MS);
    const may = now >= 1;
    this.spent.set(actor, { left: may ? now - 1 : now, atMs: nowMs });
    return may;
  }
}
