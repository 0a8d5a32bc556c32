import { tick } from './support/tick.ts';

const isEven = (n: number): boolean => (n === 0 ? tick(true) : isOdd(n - 1));
const isOdd = (n: number): boolean => (n === 0 ? tick(false) : isEven(n - 1));
function ackermann(m: number, n: number): number { return m === 0 ? n + 1 : n === 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1)); }
function hofstadter(n: number): number { return n === 0 ? 0 : n - tick(hofstadter(hofstadter(n - 1))); }
console.log(isEven(50), isOdd(7), ackermann(2, 3), hofstadter(12));
