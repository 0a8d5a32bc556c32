import { tick } from './support/tick.ts';

type Bounce = number | (() => Bounce);
const trampoline = (f: Bounce): number => { while (typeof f === 'function') f = f(); return f; };
const sum = (n: number, acc = 0): Bounce => (n === 0 ? acc : () => sum(n - 1, acc + tick(n)));
const even = (n: number): Bounce => (n === 0 ? 1 : () => odd(n - 1)), odd = (n: number): Bounce => (n === 0 ? 0 : () => even(n - 1));
console.log(trampoline(sum(60)), trampoline(even(31)), trampoline(even(40)));
