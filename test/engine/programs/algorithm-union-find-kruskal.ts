import { tick } from './support/tick.ts';

class Sets { #parent: number[]; constructor(n: number) { this.#parent = [...Array(n).keys()]; } find(x: number): number { const p = this.#parent; while (p[x] !== x) x = p[x] = p[p[x]!]!; return tick(x); } join(a: number, b: number) { const [x, y] = [this.find(a), this.find(b)]; if (x === y) return false; this.#parent[x] = y; return true; } }
const edges = [[0, 1, 4], [1, 2, 8], [2, 3, 7], [3, 4, 9], [0, 4, 1], [1, 4, 2], [2, 4, 3]] as [number, number, number][];
const sets = new Sets(5);
console.log(edges.sort((a, b) => tick(a[2]) - b[2]).filter(([a, b]) => sets.join(a, b)).map((e) => e.join('-')).join(' '));
