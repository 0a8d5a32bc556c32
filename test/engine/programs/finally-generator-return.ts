// `return()` runs every `finally`, and these may yield, or return something else.
import { tick } from './support/tick.ts';
function* g(log: string[]) {
  try { try { yield tick(1); yield 2; } finally { log.push('inner'); yield tick('cleanup'); log.push('after'); } }
  finally { log.push(`outer ${tick(3)}`); }
}
const log: string[] = [];
const it = g(log);
console.log(it.next(), it.return('bye' as never), it.next(), it.next(), log.join());
function* h() { try { yield 1; } finally { return tick('mine'); } }
const other = h();
other.next();
console.log(other.return('yours'), other.next());
