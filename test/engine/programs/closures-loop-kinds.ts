// Which variables are new in each iteration.
import { tick } from './support/tick.ts';
const f: (() => unknown)[] = [];
for (let i = 0; i < 2; i++) { tick(i); f.push(() => i++); }
for (var v = 0; v < 2; v++) { tick(v); f.push(() => v); }
for (const x of [5, 6]) { tick(x); f.push(() => x); }
for (let k in { p: 1, q: 2 }) { tick(k); f.push(() => (k += '!')); }
for (let i = 0, j = () => i; i < 2; i++) f.push(j);
let w = 0;
while (w < 2) { const inner = tick(w++); f.push(() => inner + w); }
console.log(f.map((each) => each()).join(), f.map((each) => each()).join());
