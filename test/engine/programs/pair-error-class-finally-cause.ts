import { tick } from './support/tick.ts';

class E extends Error { constructor(m: string, readonly at: number, o?: ErrorOptions) { super(m, o); } }
function run(n: number): string { try { try { if (n > 0) throw new E('inner', tick(n)); return 'fine'; } catch (e) { if (n > 1) throw new E('outer', tick(n * 10), { cause: e }); return (e as E).message; } finally { log.push(`f${n}`); } } catch (e) { const c = (e as E).cause as E; return `${(e as E).message}@${(e as E).at}<${c.message}@${c.at}`; } }
const log: string[] = [];
console.log([0, 1, 2].map(run).join(), log.join());
