import { tick } from './support/tick.ts';

async function pool<T, U>(items: T[], width: number, f: (v: T) => Promise<U>): Promise<U[]> { const out: U[] = []; let next = 0, active = 0, most = 0; const worker = async () => { while (next < items.length) { const i = next++; most = Math.max(most, ++active); out[i] = await f(items[i]!); active--; } }; await Promise.all(Array.from({ length: width }, worker)); console.log('most', most); return out; }
console.log((await pool([5, 1, 4, 2, 3], 2, async (n) => { await new Promise((ok) => setTimeout(ok, n % 3)); return tick(n * n); })).join());
