import { tick } from './support/tick.ts';

const mul = (a: number[][], b: number[][]) => a.map((r) => b[0]!.map((_, j) => r.reduce((s, v, k) => s + tick(v) * b[k]![j]!, 0)));
const det = (m: number[][]): number => (m.length === 1 ? m[0]![0]! : m[0]!.reduce((s, v, j) => s + (j % 2 ? -1 : 1) * v * tick(det(m.slice(1).map((r) => r.filter((_, k) => k !== j)))), 0));
const m = [[2, 0, 1], [1, 3, 2], [1, 1, 1]];
console.log(JSON.stringify(mul(m, m)), det(m), det([[1, 2, 3, 4], [2, 1, 4, 3], [0, 5, 1, 1], [3, 3, 2, 2]]));
