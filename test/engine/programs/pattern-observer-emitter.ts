import { tick } from './support/tick.ts';

class Emitter<E extends Record<string, unknown>> { #on = new Map<keyof E, Set<(v: any) => void>>(); on<K extends keyof E>(k: K, f: (v: E[K]) => void) { (this.#on.get(k) ?? this.#on.set(k, new Set()).get(k)!).add(f); return () => this.#on.get(k)!.delete(f); } emit<K extends keyof E>(k: K, v: E[K]) { for (const f of [...(this.#on.get(k) ?? [])]) try { f(v); } catch (e) { log.push(`! ${tick(e)}`); } } }
const log: string[] = [];
const e = new Emitter<{ a: number; b: string }>();
const off = e.on('a', (v) => { log.push(`1:${tick(v)}`); off(); });
e.on('a', (v) => { if (v === 2) throw 'two'; log.push(`2:${v}`); e.emit('b', `from ${v}`); });
e.on('b', (v) => log.push(tick(v)));
for (const v of [1, 2, 3]) e.emit('a', v);
console.log(log.join(', '));
