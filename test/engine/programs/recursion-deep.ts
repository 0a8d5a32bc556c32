// Thousands of frames with live locals on each; and the stack overflow that a program may catch.
function down(n: number, path: number[]): number {
  const mine = n * 2;
  if (n === 0) return path.length;
  path.push(n);
  const below = down(n - 1, path);
  path.pop();
  return below + (mine % 3);
}
console.log(down(2000, []));
function sumList(node: { value: number; next: any } | null): number {
  return node === null ? 0 : node.value + sumList(node.next);
}
let list: { value: number; next: any } | null = null;
for (let i = 0; i < 1500; i++) list = { value: i, next: list };
console.log(sumList(list));
let reached = 0;
function forever(): number {
  reached++;
  return forever() + 1;
}
try {
  forever();
} catch (error) {
  console.log((error as Error).constructor.name, reached > 1000);
}
