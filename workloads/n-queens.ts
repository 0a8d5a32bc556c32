// Counts the ways to place N queens so that none attacks another, and draws the first few.
// Usage: n-queens.ts [size = 11] [boards to draw = 2]

/** One queen a row; a column or diagonal that is taken cannot be used again. */
class Board {
  private readonly columnOfRow: number[] = [];
  private readonly columns = new Set<number>();
  private readonly rising = new Set<number>();
  private readonly falling = new Set<number>();
  readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  get row(): number {
    return this.columnOfRow.length;
  }

  canPlace(column: number): boolean {
    const row = this.row;
    return !this.columns.has(column) && !this.rising.has(row + column) && !this.falling.has(row - column);
  }

  place(column: number): void {
    const row = this.row;
    this.columns.add(column);
    this.rising.add(row + column);
    this.falling.add(row - column);
    this.columnOfRow.push(column);
  }

  takeBack(): void {
    const column = this.columnOfRow.pop() as number;
    const row = this.row;
    this.columns.delete(column);
    this.rising.delete(row + column);
    this.falling.delete(row - column);
  }

  toString(): string {
    return this.columnOfRow
      .map((queen) =>
        Array.from({ length: this.size }, (_, column) => (column === queen ? 'Q' : '.')).join(' '),
      )
      .join('\n');
  }
}

/** Calls `found` for each solution that begins with the queens already on the board. */
function solve(board: Board, found: (board: Board) => void): void {
  if (board.row === board.size) {
    found(board);
    return;
  }
  for (let column = 0; column < board.size; column++) {
    if (!board.canPlace(column)) continue;
    board.place(column);
    solve(board, found);
    board.takeBack();
  }
}

const size = Number(process.argv[2] ?? 11);
const draw = Number(process.argv[3] ?? 2);
if (!Number.isInteger(size) || size < 1 || size > 16) {
  console.error('usage: n-queens.ts [size, 1 to 16] [boards to draw]');
  process.exit(2);
}

let total = 0;
const byFirstColumn: number[] = new Array<number>(size).fill(0);
for (let first = 0; first < size; first++) {
  const board = new Board(size);
  board.place(first);
  solve(board, (solution) => {
    total++;
    byFirstColumn[first] = (byFirstColumn[first] as number) + 1;
    if (total <= draw) console.log(`${solution}\n`);
  });
  console.log(`first queen in column ${first + 1}: ${byFirstColumn[first]}`);
}
console.log(`${size} queens: ${total} solutions`);
