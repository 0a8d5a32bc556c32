import { tick } from './support/tick.ts';

class Channel<T> { #values: T[] = []; #waiting: ((v: T) => void)[] = []; put(v: T) { const w = this.#waiting.shift(); if (w) w(v); else this.#values.push(v); } take(): Promise<T> { return this.#values.length ? Promise.resolve(this.#values.shift()!) : new Promise((ok) => this.#waiting.push(ok)); } }
const [jobs, done] = [new Channel<number | null>(), new Channel<string>()];
const consumer = async (name: string) => { for (let j = await jobs.take(); j !== null; j = await jobs.take()) done.put(`${name}:${tick(j)}`); done.put(`${name} off`); };
const all = [consumer('x'), consumer('y')];
for (let i = 0; i < 4; i++) { jobs.put(i); await null; }
jobs.put(null); jobs.put(null);
await Promise.all(all);
for (let i = 0; i < 6; i++) console.log(await done.take());
