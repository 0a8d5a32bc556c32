import { tick } from './support/tick.ts';

type Op = { sleep: number } | { fork: Generator<Op> };
function run(main: Generator<Op>): void { let time = 0; const queue: { at: number; g: Generator<Op>; id: number }[] = [{ at: 0, g: main, id: 0 }]; let ids = 0; while (queue.length) { queue.sort((a, b) => a.at - b.at || a.id - b.id); const t = queue.shift()!; time = t.at; log.push(`@${time}#${t.id}`); const r = t.g.next(); if (r.done) continue; if ('fork' in r.value) queue.push({ at: time, g: r.value.fork, id: ++ids }, t); else queue.push({ ...t, at: time + tick(r.value.sleep) }); } }
const log: string[] = [];
function* child(n: number): Generator<Op> { try { for (let i = 0; i < 2; i++) { log.push(`c${n}.${tick(i)}`); yield { sleep: n }; } } finally { log.push(`c${n} end`); } }
run((function* (): Generator<Op> { yield { fork: child(3) }; yield { fork: child(1) }; yield { sleep: 2 }; log.push('main end'); })());
console.log(log.join(' '));
