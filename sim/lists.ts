/** Lists of tasks, one a node, in columns: each task is in one of them at most. */
export class Lists {
  private readonly heads: Int32Array;
  private readonly nexts: Int32Array;
  private readonly previous: Int32Array;

  constructor(lists: number, items: number) {
    this.heads = new Int32Array(lists).fill(-1);
    this.nexts = new Int32Array(items);
    this.previous = new Int32Array(items);
  }

  /** −1 where there is none. */
  first(list: number): number {
    return this.heads[list]!;
  }

  after(item: number): number {
    return this.nexts[item]!;
  }

  add(list: number, item: number): void {
    const head = this.heads[list]!;
    this.nexts[item] = head;
    this.previous[item] = -1;
    if (head >= 0) this.previous[head] = item;
    this.heads[list] = item;
  }

  remove(list: number, item: number): void {
    const next = this.nexts[item]!;
    const before = this.previous[item]!;
    if (before >= 0) this.nexts[before] = next;
    else this.heads[list] = next;
    if (next >= 0) this.previous[next] = before;
  }
}
