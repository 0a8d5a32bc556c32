import { tick } from './support/tick.ts';

const log: string[] = [];
const t = setTimeout(() => log.push('never'), 10_000);
const i = setInterval(() => { log.push(`i${tick(log.length)}`); if (log.length >= 3) clearInterval(i); }, 1);
setImmediate(() => clearTimeout(t));
const im = setImmediate(() => log.push('never'));
clearImmediate(im);
await new Promise<void>((ok) => { const wait = () => (log.length >= 3 ? setTimeout(ok, 3) : setTimeout(wait, 1)); wait(); });
console.log(log.join());
