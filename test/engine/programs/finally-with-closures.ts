// A closure made in `finally` sees the variables of the function as they end.
import { tick } from './support/tick.ts';
function make() {
  let count = tick(1);
  const all: (() => number)[] = [];
  for (let i = 0; i < 3; i++) { try { count += tick(i); all.push(() => count * 10 + i); } finally { const seen = count; all.push(() => seen + i); } }
  return all;
}
console.log(make().map((f) => tick(f())).join());
