import { haTaskId } from '../../../protocol/ha.ts';

/** `tasks`: the configuration. `alive`: bound to the lease of the primary's process. `next`: who alone may follow it, for some seconds. */
const KINDS = ['tasks', 'alive', 'next'] as const;
export type Kind = (typeof KINDS)[number];

/** Where a task stands in etcd. */
export class Keys {
  readonly root: string;

  constructor(prefix: string) {
    this.root = `${prefix}/`;
  }

  of(id: string): Record<Kind, string> {
    return {
      tasks: `${this.root}tasks/${id}`,
      alive: `${this.root}alive/${id}`,
      next: `${this.root}next/${id}`,
    };
  }

  /** Which task's key that is; null where it is none of ours. */
  parse(key: string): { kind: Kind; id: string } | null {
    if (!key.startsWith(this.root)) return null;
    const [kind, id, ...more] = key.slice(this.root.length).split('/');
    const known = KINDS.find((each) => each === kind);
    return known && more.length === 0 && haTaskId.safeParse(id).success
      ? { kind: known, id: id as string }
      : null;
  }
}
