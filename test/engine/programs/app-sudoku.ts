// Backtracking with bit masks and exceptions to leave the recursion.
class Solved extends Error { constructor(readonly grid: number[]) { super('solved'); } }
const puzzle = '5346789126721953481983425678597614234..8.3..17...2...6.6....28....419..5....8..79';
const rows = new Array<number>(9).fill(0);
const columns = new Array<number>(9).fill(0);
const boxes = new Array<number>(9).fill(0);
const grid = [...puzzle].map((c) => (c === '.' ? 0 : Number(c)));
const box = (r: number, c: number) => Math.floor(r / 3) * 3 + Math.floor(c / 3);
function mark(at: number, digit: number, on: boolean): void {
  const r = Math.floor(at / 9);
  const c = at % 9;
  for (const [list, i] of [[rows, r], [columns, c], [boxes, box(r, c)]] as const) list[i] = on ? list[i]! | (1 << digit) : list[i]! & ~(1 << digit);
}
grid.forEach((d, at) => { if (d) mark(at, d, true); });
let tried = 0;
function search(at: number): void {
  while (at < 81 && grid[at] !== 0) at++;
  if (at === 81) throw new Solved([...grid]);
  const r = Math.floor(at / 9);
  const c = at % 9;
  const used = rows[r]! | columns[c]! | boxes[box(r, c)]!;
  for (let d = 1; d <= 9; d++) {
    if (used & (1 << d)) continue;
    tried++;
    grid[at] = d;
    mark(at, d, true);
    try { search(at + 1); } finally { mark(at, d, false); grid[at] = 0; }
  }
}
try {
  search(0);
  console.log('no solution');
} catch (e) {
  if (!(e instanceof Solved)) throw e;
  for (let r = 0; r < 9; r++) console.log(e.grid.slice(r * 9, r * 9 + 9).join(' '));
}
console.log(tried, rows.reduce((a, b) => a + b), grid.filter(Boolean).length);
