import type { AuditEvent, AuditLine } from '../../protocol/audit.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import { append } from './file.ts';
import { Fold, type Moment } from './fold.ts';
import { bounded, encoded } from './line.ts';

/** Whoever sees something happen that an administrator wants to find later. */
export type Note = (event: AuditEvent) => void;

/** For agents that serve one program or one user's own tasks. */
export const unheard: Note = () => {};

/** The audit log of an agent. Where it cannot be written the agent goes on, and the gap is written down when it can be again. */
export class Audit {
  private readonly fold = new Fold();
  private lost = 0;
  private reason = '';

  constructor(
    private readonly state: string,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  readonly note: Note = (event) => {
    const now = this.now();
    const line = this.fold.note(bounded(event), now);
    this.write([...this.fold.due(now), ...(line ? [line] : [])]);
  };

  /** Once a beat: what was counted is written down when its time is over. */
  tick(): void {
    this.write(this.fold.due(this.now()));
  }

  /** @param last what is written after all that was counted */
  close(last: AuditEvent): void {
    const now = this.now();
    this.write([...this.fold.due(now, true), { atMs: now.wallMs, ...last }]);
  }

  private now(): Moment {
    return { ms: this.clock.monotonicMs(), wallMs: this.clock.nowMs() };
  }

  private write(lines: AuditLine[]): void {
    if (lines.length === 0) return;
    const { lost, reason } = this;
    const gap: AuditLine[] = lost > 0 ? [{ atMs: this.clock.nowMs(), event: 'agent-gap', lost, reason }] : [];
    try {
      append(this.state, [...gap, ...lines].map(encoded).join(''));
      this.lost = 0;
    } catch (error) {
      this.reason = (error as Error).message;
      if (lost === 0) this.log.warn('the audit log has a gap', { reason: this.reason });
      this.lost += lines.length;
    }
  }
}

/** What a command does by itself, without an agent. @returns why it could not be written down; it is done all the same */
export function noted(state: string, event: AuditEvent, atMs: number): string | null {
  try {
    append(state, encoded({ atMs, ...bounded(event) }));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
