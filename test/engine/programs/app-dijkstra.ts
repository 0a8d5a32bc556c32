// A binary heap with a comparator, shortest paths on a generated graph, paths by parent links.
class Heap<T> {
  private readonly items: T[] = [];
  constructor(private readonly less: (a: T, b: T) => boolean) {}
  get size(): number { return this.items.length; }
  push(item: T): void {
    const { items, less } = this;
    let i = items.push(item) - 1;
    while (i > 0) { const up = (i - 1) >> 1; if (!less(items[i]!, items[up]!)) break; [items[i], items[up]] = [items[up]!, items[i]!]; i = up; }
  }
  pop(): T | undefined {
    const { items, less } = this;
    const first = items[0];
    const last = items.pop();
    if (items.length && last !== undefined) {
      items[0] = last;
      for (let i = 0; ; ) {
        let small = i;
        for (const child of [2 * i + 1, 2 * i + 2]) if (child < items.length && less(items[child]!, items[small]!)) small = child;
        if (small === i) break;
        [items[i], items[small]] = [items[small]!, items[i]!];
        i = small;
      }
    }
    return first;
  }
}
interface Edge { to: number; cost: number }
const graph = new Map<number, Edge[]>();
let seed = 7;
const random = () => (seed = (seed * 16807) % 2147483647);
for (let n = 0; n < 60; n++) graph.set(n, Array.from({ length: 3 }, () => ({ to: random() % 60, cost: (random() % 20) + 1 })));
function shortest(from: number) {
  const cost = new Map<number, number>([[from, 0]]);
  const parent = new Map<number, number>();
  const heap = new Heap<[number, number]>(([a, x], [b, y]) => a < b || (a === b && x < y));
  heap.push([0, from]);
  while (heap.size > 0) {
    const [c, n] = heap.pop()!;
    if (c > (cost.get(n) ?? Infinity)) continue;
    for (const { to, cost: step } of graph.get(n)!) {
      const next = c + step;
      if (next < (cost.get(to) ?? Infinity)) { cost.set(to, next); parent.set(to, n); heap.push([next, to]); }
    }
  }
  const path = (to: number): number[] => (parent.has(to) ? [...path(parent.get(to)!), to] : [to]);
  return { cost, path };
}
const { cost, path } = shortest(0);
console.log([...cost].sort(([a], [b]) => a - b).map(([n, c]) => `${n}:${c}`).join(' '));
console.log(path(59).join('>'), path(31).join('>'));
