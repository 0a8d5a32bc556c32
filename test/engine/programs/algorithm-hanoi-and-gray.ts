import { tick } from './support/tick.ts';

const moves: string[] = [];
(function hanoi(n: number, a: string, b: string, c: string) { if (n === 0) return; hanoi(n - 1, a, c, b); moves.push(tick(a + b)); hanoi(n - 1, c, b, a); })(4, 'A', 'B', 'C');
const gray = (n: number): string[] => (n === 0 ? [''] : [...gray(n - 1).map((x) => `0${x}`), ...gray(n - 1).reverse().map((x) => tick(`1${x}`))]);
console.log(moves.join(' '), gray(3).join());
