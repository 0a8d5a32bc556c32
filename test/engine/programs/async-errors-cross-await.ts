import { tick } from './support/tick.ts';

async function deep(n: number): Promise<number> { await null; if (n === 0) throw new RangeError(`deep ${tick(n)}`); try { return await deep(n - 1); } finally { log.push(tick(n)); } }
const log: number[] = [];
try { await deep(3); } catch (e) { console.log((e as Error).name, (e as Error).message, log.join()); }
const results = await Promise.all([deep(1).catch((e) => `caught ${e.message}`), (async () => { try { return await deep(0); } catch { return 'inner'; } })()]);
console.log(results.join());
