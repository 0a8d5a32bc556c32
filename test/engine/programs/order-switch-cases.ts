import { tick } from './support/tick.ts';

const log: number[] = [];
const c = (n: number) => { log.push(n); return tick(n); };
const f = (v: number) => { switch (c(v)) { case c(1): return 'one'; default: log.push(-1); case c(2): log.push(-2); break; case c(3): { let x = 'block'; return x; } } return 'out'; };
console.log([1, 2, 3, 4].map(f).join(), log.join());
