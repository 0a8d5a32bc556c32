// Many small objects that soon are garbage.
class Tree {
  readonly left: Tree | null;
  readonly right: Tree | null;

  constructor(depth: number) {
    this.left = depth === 0 ? null : new Tree(depth - 1);
    this.right = depth === 0 ? null : new Tree(depth - 1);
  }

  count(): number {
    return 1 + (this.left === null ? 0 : this.left.count()) + (this.right === null ? 0 : this.right.count());
  }
}

const depth = Number(process.argv[2] ?? 18);
const kept = new Tree(depth);
for (let size = 4; size <= depth; size += 4) {
  const rounds = 2 ** (depth - size + 4);
  let nodes = 0;
  for (let round = 0; round < rounds; round++) nodes += new Tree(size).count();
  console.log(size, rounds, nodes);
}
console.log(kept.count());
