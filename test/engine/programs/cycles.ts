// Graphs with cycles, shared references, self references, through closures, maps and prototypes.
interface Node { id: number; edges: Node[]; parent?: Node }
const nodes: Node[] = Array.from({ length: 12 }, (_, id) => ({ id, edges: [] }));
for (const n of nodes) n.edges.push(nodes[(n.id * 5 + 1) % 12]!, nodes[(n.id + 3) % 12]!, n);
const seen = new Set<Node>();
const queue = [nodes[0]!];
const order: number[] = [];
while (queue.length) {
  const n = queue.shift()!;
  if (seen.has(n)) continue;
  seen.add(n);
  order.push(n.id);
  for (const e of n.edges) {
    e.parent ??= n;
    queue.push(e);
  }
}
console.log(order.join());
const self: any = { list: [] };
self.self = self;
self.list.push(self, self.list);
const m = new Map<any, any>([[self, self]]);
m.set(m, m);
for (let i = 0; i < 20; i++) self.n = (self.self.self.n ?? 0) + (m.get(m) === m ? 1 : 0) + (m.get(self) === self.list[0] ? 1 : 0);
console.log(self.n, self.list[1] === self.list);
const shared = { hits: 0 };
const holders = [{ shared }, { shared }, { get: () => shared }];
for (let i = 0; i < 5; i++) for (const h of holders) ((h as any).shared ?? (h as any).get()).hits++;
console.log(shared.hits, (holders[0] as any).shared === (holders[2] as any).get());
const f: any = () => f.count++;
f.count = 0;
f.me = f;
for (let i = 0; i < 4; i++) f.me.me();
console.log(f.count, f.me === f);
class List { head?: { v: number; next: any }; push(v: number) { this.head = { v, next: this.head }; return this; } *[Symbol.iterator]() { for (let n = this.head; n; n = n.next) yield n.v; } }
const ring = new List().push(1).push(2).push(3);
ring.head!.next.next.next = ring.head;
let n: any = ring.head;
let out = '';
for (let i = 0; i < 7; i++, n = n.next) out += n.v;
console.log(out, self);
