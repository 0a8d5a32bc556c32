// Each catch clause has a variable of its own, which may be destructured, shadowed and captured.
import { tick } from './support/tick.ts';
const kept: (() => unknown)[] = [];
let e = 'outer';
for (let i = 0; i < 3; i++) try { throw { code: tick(i), more: [i, i + 1] }; } catch ({ code, more: [, b] }) { kept.push(() => [code, b, e]); }
try { throw 1; } catch { e = tick('changed'); }
try { throw 'x'; } catch (e) { kept.push(() => e); e = tick('y'); }
console.log(JSON.stringify(kept.map((f) => f())), e);
