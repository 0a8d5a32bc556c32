import { tick } from './support/tick.ts';

function down(n: number, keep: (() => number)[]): number { const own = n * 2; keep.push(() => own + n); try { return n === 0 ? tick(0) : 1 + down(n - 1, keep); } finally { if (n % 50 === 0) tick(n); } }
const keep: (() => number)[] = [];
console.log(down(300, keep), keep.length, keep[0]!() + keep[150]!() + keep[300]!());
