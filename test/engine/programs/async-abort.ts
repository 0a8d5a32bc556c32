import { tick } from './support/tick.ts';

const sleep = (ms: number, signal: AbortSignal) => new Promise<string>((ok, no) => { if (signal.aborted) return no(signal.reason); const t = setTimeout(() => ok('slept'), ms); signal.addEventListener('abort', () => { clearTimeout(t); no(tick(signal.reason)); }, { once: true }); });
const c = new AbortController();
setTimeout(() => c.abort(new Error(tick('stopped'))), 300);
console.log(await sleep(0, c.signal));
try { await sleep(10_000, c.signal); } catch (e) { console.log((e as Error).message, c.signal.aborted); }
