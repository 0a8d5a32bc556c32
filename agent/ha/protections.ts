import type { Protection } from '../../protocol/journal.ts';

/** A task under `--ha` whose home this node is. */
export interface Protected extends Protection {
  ha: string;
  task: string;
}

/** What the deputies of this machine say of their standbys. */
export class Protections {
  private readonly all = new Map<string, Protected>();

  note(ha: string, task: string, now: Protection): void {
    this.all.set(ha, { ha, task, ...now });
  }

  gone(ha: string): void {
    this.all.delete(ha);
  }

  list(): Protected[] {
    return [...this.all.values()];
  }
}
