import type { FilesUsed } from '../../protocol/task.ts';

/** Of one task: of whose files it uses how much. */
export class FilesOf {
  private readonly throughHome = new Map<number, FilesUsed>();
  /** As the nodes tell where it has executed, of calls that they have done themselves. */
  private readonly where = new Map<number, FilesUsed>();

  count(node: number, bytes: number): void {
    const used = this.throughHome.get(node) ?? { node, calls: 0, bytes: 0 };
    this.throughHome.set(node, { node, calls: used.calls + 1, bytes: used.bytes + bytes });
  }

  /** All so far on that node. */
  told(node: number, { calls, bytes }: Omit<FilesUsed, 'node'>): void {
    this.where.set(node, { node, calls, bytes });
  }

  /** Most used first. */
  get all(): FilesUsed[] {
    const nodes = new Set([...this.throughHome.keys(), ...this.where.keys()]);
    const of = (node: number): FilesUsed => {
      const [one, other] = [this.throughHome.get(node), this.where.get(node)];
      return {
        node,
        calls: (one?.calls ?? 0) + (other?.calls ?? 0),
        bytes: (one?.bytes ?? 0) + (other?.bytes ?? 0),
      };
    };
    return [...nodes].map(of).sort((a, b) => b.bytes - a.bytes || b.calls - a.calls);
  }
}
