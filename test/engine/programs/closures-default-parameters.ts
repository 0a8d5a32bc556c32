// Defaults close over the parameters to their left, not over the body's variables.
import { tick } from './support/tick.ts';
let x = 'outer';
function f(a = tick(1), b = () => a + tick(1), c = () => x) { var x = 'body'; a = 10; return [a, b(), c(), x]; }
console.log(f().join(), f(5).join(), f(5, () => 7).join());
const g = (n: number, again = (m: number): number => (m > 0 ? tick(m) + again(m - 1) : n)) => again(3);
console.log(g(100));
