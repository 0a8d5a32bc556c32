import { basename } from 'node:path';
import type { TaskSpec } from '../../protocol/task.ts';
import type { Hub } from '../hub.ts';
import type { SourceEvent } from '../migration/machine/events.ts';
import type { SourceState } from '../migration/machine/source-state.ts';

/** Of a guest of another home: for the audit log. */
export interface Entry {
  spec: TaskSpec;
  home: number;
  /** Who brought it. */
  from: number;
  atMs: number;
}

/** Writes down who comes here, who is not let in, and how those that were here end. The tasks of this home are its users' own business. */
export class Register {
  constructor(private readonly hub: Pick<Hub, 'self' | 'clock' | 'audit'>) {}

  refused(spec: TaskSpec, home: number, from: number, reason: string): void {
    if (from === this.hub.self) return;
    this.hub.audit({ event: 'guest-refused', ...named({ spec, home, from }), reason });
  }

  /** @returns what `ended` is to be told; null where it is no guest */
  admitted(spec: TaskSpec, home: number, from: number, how: 'started' | 'moved'): Entry | null {
    if (home === this.hub.self) return null;
    this.hub.audit({ event: 'guest-admitted', ...named({ spec, home, from }), how });
    return { spec, home, from, atMs: this.hub.clock.monotonicMs() };
  }

  ended(entry: Entry | null, reason: string, used: { cpuMs: number; mostBytes: number }): void {
    if (!entry) return;
    this.hub.audit({
      event: 'guest-ended',
      ...named(entry),
      reason,
      forMs: Math.round(this.hub.clock.monotonicMs() - entry.atMs),
      cpuMs: Math.round(used.cpuMs),
      memoryBytes: used.mostBytes,
    });
  }
}

/** Its arguments and its directory are not told: they may hold what is nobody's business. */
const named = ({ spec, home, from }: Pick<Entry, 'spec' | 'home' | 'from'>) => ({
  task: spec.task,
  home,
  from,
  program: basename(spec.file),
  hash: spec.program,
});

/** Why a guest is here no longer, by what happened to it last. */
export function endInWords({ phase }: SourceState, event: SourceEvent): string {
  if (event.on === 'hostgone') return event.reason;
  if (event.on === 'nodedead') return `its home is gone: ${event.why}`;
  return phase.at === 'switching' ? `it moved to node ${phase.to}: ${phase.reason}` : 'it was ended';
}
