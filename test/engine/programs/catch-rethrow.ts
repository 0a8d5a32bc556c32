import { tick } from './support/tick.ts';

function level(n: number): never { try { if (n === 0) throw new Error('deep'); level(n - 1); throw 0; } catch (e) { (e as Error).message += ` ${tick(n)}`; throw e; } }
try { level(4); } catch (e) { console.log((e as Error).message); }
const wrap = (f: () => void) => { try { f(); } catch (e) { return new Error('wrapped', { cause: tick(e) }); } };
const w = wrap(() => level(1))!;
console.log(w.message, (w.cause as Error).message);
