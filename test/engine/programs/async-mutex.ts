import { tick } from './support/tick.ts';

class Mutex { #tail: Promise<unknown> = Promise.resolve(); run<T>(f: () => Promise<T>): Promise<T> { const result = this.#tail.then(f); this.#tail = result.catch(() => {}); return result; } }
const m = new Mutex();
const log: string[] = [];
const job = (name: string, ms: number) => m.run(async () => { log.push(`${name}<`); await new Promise((ok) => setTimeout(ok, ms)); log.push(tick(`${name}>`)); if (name === 'b') throw new Error(name); return name; });
console.log((await Promise.allSettled([job('a', 3), job('b', 1), job('c', 0)])).map((r) => r.status).join(), log.join(' '));
