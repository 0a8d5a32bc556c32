interface Tree {
  left: Tree | null;
  right: Tree | null;
}
const grow = (depth: number): Tree =>
  depth === 0 ? { left: null, right: null } : { left: grow(depth - 1), right: grow(depth - 1) };
const count = (tree: Tree): number =>
  1 + (tree.left ? count(tree.left) : 0) + (tree.right ? count(tree.right) : 0);
const longLived = grow(12);

export function round(): number {
  let nodes = count(longLived);
  for (let i = 0; i < 30; i++) nodes += count(grow(12));
  return nodes;
}
