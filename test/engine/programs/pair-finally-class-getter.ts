import { tick } from './support/tick.ts';

class R { log: string[] = []; get open() { try { return tick('value'); } finally { this.log.push(tick('closed')); } } set open(v: string) { try { if (v === 'bad') throw new Error(v); this.log.push(v); } finally { this.log.push('set'); } } }
const r = new R();
const seen = [r.open, r.open];
r.open = tick('good');
try { r.open = 'bad'; } catch (e) { seen.push((e as Error).message); }
console.log(seen.join(), r.log.join());
