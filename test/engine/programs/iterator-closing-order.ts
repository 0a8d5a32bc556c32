// Inner iterators are closed before outer ones; an error of the body wins over one of `return`.
import { tick } from './support/tick.ts';
const log: string[] = [];
const make = (name: string, fails = false) => ({ [Symbol.iterator]() { let i = 0; return { next: () => ({ done: i > 3, value: tick(i++) }), return() { log.push(`close ${name}`); tick(0); if (fails) throw new Error(`return of ${name}`); return {}; } }; } });
for (const a of make('a')) { for (const b of make('b')) if (b === 1) break; if (a === 1) break; }
try { for (const a of make('c', true)) throw new Error(`body ${a}`); } catch (e) { log.push((e as Error).message); }
try { for (const a of make('d', true)) break; } catch (e) { log.push((e as Error).message); }
const [x, y] = make('e');
const [p, , q, r, ...rest] = make('f');
console.log(log.join(', '), x, y, p, q, r, rest.length);
