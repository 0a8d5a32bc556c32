import { tick } from './support/tick.ts';

const t = Int16Array.from({ length: 6 }, (_, i) => tick(i * i));
console.log(t.map((v) => tick(v) + 1).join(), t.filter((v) => tick(v) % 2 === 0).length, t.reduce((a, b) => tick(a) + b), t.findIndex((v) => tick(v) > 5), [...t.entries()].length, t.slice().sort((a, b) => tick(b) - a).join(), t.some((v) => tick(v) === 16), t.subarray(2, 4).fill(7).length, t.join());
