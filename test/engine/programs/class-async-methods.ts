import { tick } from './support/tick.ts';

class Queue {
  #jobs: (() => Promise<number>)[] = [];
  add(ms: number, v: number) { this.#jobs.push(async () => { await new Promise((ok) => setTimeout(ok, ms)); return tick(v); }); return this; }
  async run() { const out: number[] = []; for (const job of this.#jobs) out.push(await job()); return out; }
  async all() { return Promise.all(this.#jobs.map((j) => j())); }
  static async with(f: (q: Queue) => void) { const q = new Queue(); f(q); await null; return q.run(); }
}
const q = new Queue().add(2, 1).add(1, 2);
console.log((await q.run()).join(), (await q.all()).join(), (await Queue.with((each) => each.add(0, 9))).join());
