import { tick } from './support/tick.ts';

class Countdown implements Iterator<number> {
  closed = false;
  constructor(private n: number) {}
  [Symbol.iterator]() { return this; }
  next() { return this.n > 0 ? { done: false as const, value: tick(this.n--) } : { done: true as const, value: undefined }; }
  return(value?: number) { this.closed = true; tick(0); return { done: true as const, value: undefined }; }
}
const c = new Countdown(5);
for (const n of c) if (n === 3) break;
console.log(c.closed, [...c].join(), new Countdown(3).next().value);
try { for (const n of c) throw n; } catch { console.log('nothing left'); }
const d = new Countdown(4);
try { for (const n of d) if (n < 4) throw new Error(`at ${n}`); } catch (e) { console.log((e as Error).message, d.closed); }
