import { tick } from './support/tick.ts';

const log: string[] = [];
const a = async (n: number): Promise<number> => { try { log.push(`t${n}`); return await (async () => { await null; if (n === 1) throw tick('x'); return n; })(); } catch { log.push(`c${n}`); return tick(-n); } finally { await null; log.push(`f${n}`); } };
console.log((await Promise.all([a(0), a(1), a(2)])).join(), log.join());
