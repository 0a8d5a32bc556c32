import { tick } from './support/tick.ts';

const once = <T>(f: () => T) => { let done = false, value: T; return () => { if (!done) { value = tick(f()); done = true; } return value; }; };
const memo = <T>(f: (n: number) => T) => { const known = new Map<number, T>(); return (n: number) => { if (!known.has(n)) known.set(n, tick(f(n))); return known.get(n)!; }; };
let runs = 0;
const start = once(() => ++runs);
const fib: (n: number) => bigint = memo((n) => (n < 2 ? BigInt(n) : fib(n - 1) + fib(n - 2)));
console.log(start(), start(), runs, fib(90), fib(50));
