import { tick } from './support/tick.ts';

function* sieve() { const next = new Map<number, number>(); for (let n = 2; ; n++) { const step = next.get(n); if (step === undefined) { yield tick(n); next.set(n * n, n); } else { next.delete(n); let m = n + step; while (next.has(m)) m += step; next.set(m, step); } } }
const factors = (n: number) => { const out: number[] = []; for (const p of sieve()) { if (p * p > n) break; while (n % p === 0) { out.push(p); n /= p; } } if (n > 1) out.push(n); return out; };
console.log(factors(360).join('*'), factors(9991).join('*'), factors(97).join('*'));
