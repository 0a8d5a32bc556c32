// Functions in the head of a loop see the iteration that they belong to.
import { tick } from './support/tick.ts';
const seen: (() => number)[] = [];
for (let i = 0, get = () => i; i < 3; seen.push(get, () => i), i += tick(1)) { get = () => i * 10; }
console.log(seen.map((f) => tick(f())).join());
