import { tick } from './support/tick.ts';

const log: string[] = [];
const f = (n: string) => { log.push(tick(n)); return (...a: unknown[]) => (log.push(`call ${n}(${a.join()})`), o); };
const o: any = { get m() { log.push('get m'); return f('m'); }, n: f('n') };
f('a')(f('b')('x') && 1, (log.push('c'), tick(2))).n(tick(3)).m(log.push('d'));
o[(log.push('k'), 'n')]?.(...[tick(1), (log.push('e'), 2)]);
o.none?.[log.push('skipped')](log.push('skipped'));
new (class { constructor(a: number) { log.push(`new ${a}`); } })((log.push('arg'), tick(9)));
console.log(log.join(' | '));
