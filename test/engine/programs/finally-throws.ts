// An error of `finally` replaces the one under way; `catch` of the outer sees only the last.
import { tick } from './support/tick.ts';
function f(depth: number): never { try { throw new Error(`inner ${tick(depth)}`); } finally { if (depth > 0) f(depth - 1); } }
for (const depth of [0, 1, 3]) try { f(depth); } catch (e) { console.log(tick((e as Error).message)); }
try { try { throw 1; } finally { tick(0); throw 2; } } catch (e) { console.log(e); }
