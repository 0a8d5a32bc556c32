import { tick } from './support/tick.ts';

function* subsets<T>(a: T[]): Generator<T[]> { for (let m = 0; m < 1 << a.length; m++) yield a.filter((_, i) => tick(m) & (1 << i)); }
function* choose<T>(a: T[], k: number, from = 0): Generator<T[]> { if (k === 0) return yield []; for (let i = from; i <= a.length - k; i++) for (const rest of choose(a, k - 1, i + 1)) yield [tick(a[i]!), ...rest]; }
const sums = [...subsets([1, 2, 4])].map((s) => s.reduce((x, y) => x + y, 0));
console.log(sums.join(), [...choose(['a', 'b', 'c', 'd'], 2)].map((c) => c.join('')).join());
