import { tick } from './support/tick.ts';

const log: string[] = [];
const source = { *[Symbol.iterator]() { try { yield { a: 1 }; yield null; yield { a: 3 }; } finally { log.push(`closed ${tick(0)}`); } } };
try { for (const { a } of source as any) log.push(String(tick(a))); } catch (e) { log.push((e as Error).name); }
try { for (const [a] of source as any) log.push(a); } catch (e) { log.push((e as Error).name); }
try { const [{ a }, { b }] = source as any; } catch (e) { log.push((e as Error).name); }
try { for (const { a = fail() } of [{}] as any) log.push(a); } catch (e) { log.push(String(e)); }
function fail() { throw tick('default'); }
console.log(log.join());
