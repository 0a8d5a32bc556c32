import { tick } from './support/tick.ts';

function* steady(): Generator<string, string> { let n = 0; for (;;) try { yield `n ${tick(n++)}`; } catch (e) { if (e === 'stop') return 'stopped'; n += 10; yield `caught ${e}`; } }
const g = steady();
console.log(g.next().value, g.throw('a').value, g.next().value, g.next().value, g.throw('stop').value, g.next().done);
function* none() { yield 1; }
const h = none();
try { h.throw(new Error('before start')); } catch (e) { console.log((e as Error).message, h.next().done, tick(0)); }
