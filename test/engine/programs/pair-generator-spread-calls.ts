import { tick } from './support/tick.ts';

function* n(from: number, to: number) { for (let i = from; i < to; i++) yield tick(i); }
const f = (a: number, ...r: number[]) => `${a}|${r.join()}`;
console.log(f(...n(0, 3)), f(9, ...n(1, 2), ...[5], ...n(3, 5)), [...n(0, 2), ...n(5, 7)].join(), Math.min(...n(4, 8)), new Array(...n(2, 4)).join(), String.fromCharCode(...n(97, 100)));
