import { tick } from './support/tick.ts';

const table: [string, number][] = [['M', 1000], ['CM', 900], ['D', 500], ['CD', 400], ['C', 100], ['XC', 90], ['L', 50], ['XL', 40], ['X', 10], ['IX', 9], ['V', 5], ['IV', 4], ['I', 1]];
const roman = (n: number) => { let s = ''; for (const [r, v] of table) while (n >= v) { s += tick(r); n -= v; } return s; };
const back = (s: string) => { let n = 0; outer: for (let i = 0; i < s.length; ) { for (const [r, v] of table) if (s.startsWith(r, i)) { n += tick(v); i += r.length; continue outer; } throw new Error(s); } return n; };
console.log([1994, 2024, 49, 3999].map((n) => `${roman(n)}=${back(roman(n))}`).join(' '));
