// Warnsdorff's rule: arrays of arrays, sort in a loop, recursion with undo, early return through several levels.
const size = 6;
const moves = [[1, 2], [2, 1], [2, -1], [1, -2], [-1, -2], [-2, -1], [-2, 1], [-1, 2]] as const;
const board = Array.from({ length: size }, () => new Array<number>(size).fill(0));
const free = (r: number, c: number) => board[r]?.[c] === 0;
const degree = (r: number, c: number) => moves.filter(([dr, dc]) => free(r + dr, c + dc)).length;
let visited = 0;
function tour(r: number, c: number, n: number): boolean {
  visited++;
  board[r]![c] = n;
  if (n === size * size) return true;
  const options = moves.map(([dr, dc]) => [r + dr, c + dc] as const).filter(([a, b]) => free(a, b));
  for (const [a, b] of options.sort(([p, q], [s, t]) => degree(p, q) - degree(s, t))) if (tour(a, b, n + 1)) return true;
  board[r]![c] = 0;
  return false;
}
console.log(tour(0, 0, 1), visited);
for (const row of board) console.log(row.map((n) => String(n).padStart(3)).join(''));
