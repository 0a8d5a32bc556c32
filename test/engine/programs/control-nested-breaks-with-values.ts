import { tick } from './support/tick.ts';

function find(grid: number[][], want: number): string { for (const [y, row] of grid.entries()) for (const [x, v] of row.entries()) { if (tick(v) === want) return `${x},${y}`; if (v < 0) break; } return 'none'; }
const g = [[1, 2, 3], [-1, 9], [4, 5, 6]];
console.log(find(g, 5), find(g, 9), find(g, 3), [...Array(3).keys()].map((n) => find(g, n + 1)).join(' '));
