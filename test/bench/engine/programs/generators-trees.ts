class Node {
  left: Node | null = null;
  right: Node | null = null;
  constructor(readonly value: number) {}
  *[Symbol.iterator](): Generator<number> {
    if (this.left) yield* this.left;
    yield this.value;
    if (this.right) yield* this.right;
  }
}
const build = (from: number, to: number): Node | null => {
  if (from >= to) return null;
  const middle = (from + to) >> 1;
  const node = new Node(middle);
  node.left = build(from, middle);
  node.right = build(middle + 1, to);
  return node;
};
const tree = build(0, 8192)!;

export function round(): number {
  let sum = 0;
  for (let i = 0; i < 8; i++) for (const value of tree) sum += value & 7;
  return sum;
}
