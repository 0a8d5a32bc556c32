import { tick } from './support/tick.ts';

const log: string[] = [];
setImmediate(() => { log.push('immediate'); setTimeout(() => { log.push('timeout'); console.log(log.join(' ')); }, 0); });
process.nextTick(() => log.push(tick('tick')));
queueMicrotask(() => log.push(tick('micro')));
Promise.resolve().then(() => log.push('then1')).then(() => log.push(tick('then2')));
(async () => { log.push('a1'); await null; log.push('a2'); await tick(null); log.push('a3'); })();
log.push(tick('sync'));
