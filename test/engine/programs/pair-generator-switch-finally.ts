import { tick } from './support/tick.ts';

function* machine(): Generator<string, string, string> { let state = 'idle'; for (;;) { try { switch (state) { case 'idle': state = yield tick('idle?'); break; case 'run': state = yield 'run?'; if (state === 'stop') return 'stopped'; break; default: throw new Error(state); } } catch (e) { state = yield `error ${(e as Error).message}`; } finally { log.push(tick(state)); } } }
const log: string[] = [];
const m = machine();
console.log([m.next(), m.next('run'), m.next('odd'), m.next('run'), m.next('stop')].map((r) => r.value).join(), log.join());
