// Leaving a `for…of` early closes the generator.
import { tick } from './support/tick.ts';
const log: string[] = [];
function* numbers(name: string) { try { for (let i = 0; ; i++) yield tick(i); } finally { log.push(`${name} closed ${tick(1)}`); } }
outer: for (const a of numbers('a')) { for (const b of numbers('b')) { if (b > a) continue outer; if (a === 2) break outer; log.push(`${a}${b}`); } }
const [x, y] = numbers('c');
console.log(x, y, log.join());
function first() { for (const n of numbers('d')) if (n > 2) return n; }
console.log(first(), log.at(-1));
