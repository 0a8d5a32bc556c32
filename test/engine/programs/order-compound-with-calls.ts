import { tick } from './support/tick.ts';

let x = 1;
const set = (v: number) => ((x = v), tick(v));
const r1 = x + set(5) + x;
const r2 = x++ + set(10) * x--;
let i = 0;
const a = [0, 0, 0];
a[i++] = a[i] = set(i) + i++;
x += set(3); x **= set(2); const r3 = (x, set(7), x) + (x = 1) + x;
console.log(r1, r2, a.join(), i, x, r3, `${x}${set(4)}${x}`, x > set(1) ? x : -x, [x, set(8), x].join(), { x, y: set(9), z: x }.z);
