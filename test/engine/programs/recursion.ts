// Mutual, deep, through callbacks, with results used after the call, Ackermann, permutations, hanoi.
const isEven = (n: number): boolean => (n === 0 ? true : isOdd(n - 1));
const isOdd = (n: number): boolean => (n === 0 ? false : isEven(n - 1));
console.log(isEven(50), isOdd(51));
function ackermann(m: number, n: number): number {
  if (m === 0) return n + 1;
  if (n === 0) return ackermann(m - 1, 1);
  return ackermann(m - 1, ackermann(m, n - 1));
}
console.log(ackermann(2, 3));
function permutations<T>(list: T[]): T[][] {
  if (list.length <= 1) return [list];
  return list.flatMap((x, i) => permutations([...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [x, ...rest]));
}
console.log(permutations(['a', 'b', 'c']).map((p) => p.join('')).join(' '));
let moves = 0;
function hanoi(n: number, from: string, to: string, via: string): void {
  if (n === 0) return;
  hanoi(n - 1, from, via, to);
  moves++;
  hanoi(n - 1, via, to, from);
}
hanoi(6, 'A', 'C', 'B');
console.log(moves);
const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2));
console.log(fib(12));
const factorial = function self(n: bigint): bigint {
  return n <= 1n ? 1n : n * self(n - 1n);
};
console.log(factorial(30n));
interface Tree { value: number; left?: Tree; right?: Tree }
function insert(tree: Tree | undefined, value: number): Tree {
  if (!tree) return { value };
  if (value < tree.value) tree.left = insert(tree.left, value);
  else tree.right = insert(tree.right, value);
  return tree;
}
const depth = (tree?: Tree): number => (tree ? 1 + Math.max(depth(tree.left), depth(tree.right)) : 0);
let tree: Tree | undefined;
for (const x of [5, 2, 8, 1, 9, 3, 7, 6]) tree = insert(tree, x);
const walk = (t?: Tree): number[] => (t ? [...walk(t.left), t.value, ...walk(t.right)] : []);
console.log(walk(tree).join(), depth(tree));
