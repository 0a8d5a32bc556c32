import { tick } from './support/tick.ts';

const log: string[] = [];
const round = (n: number): void => { if (n === 0) { console.log(log.join(' ')); return; } setImmediate(() => { log.push(`i${tick(n)}`); process.nextTick(() => { log.push(`t${n}`); Promise.resolve().then(() => { log.push(`p${tick(n)}`); queueMicrotask(() => { log.push(`m${n}`); round(n - 1); }); }); }); }); };
round(3);
