import { tick } from './support/tick.ts';

const log: number[] = [];
function down(n: number): number { try { return n === 0 ? tick(0) : down(n - 1) + 1; } finally { log.push(tick(n)); } }
console.log(down(6), log.join());
