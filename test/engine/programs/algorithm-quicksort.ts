import { tick } from './support/tick.ts';

function quick(a: number[], lo = 0, hi = a.length - 1): number[] { if (lo >= hi) return a; const pivot = a[(lo + hi) >> 1]!; let [i, j] = [lo, hi]; while (i <= j) { while (a[i]! < pivot) i++; while (a[j]! > pivot) j--; if (i <= j) { [a[i], a[j]] = [a[j]!, a[i]!]; i++; j--; } tick(i); } quick(a, lo, j); return quick(a, i, hi); }
console.log(quick(Array.from({ length: 40 }, (_, i) => (i * 37) % 41)).join());
