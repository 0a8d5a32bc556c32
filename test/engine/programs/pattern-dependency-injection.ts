import { tick } from './support/tick.ts';

class Container { #make = new Map<string, (c: Container) => unknown>(); #made = new Map<string, unknown>(); #path: string[] = []; add(k: string, f: (c: Container) => unknown) { this.#make.set(k, f); return this; } get<T>(k: string): T { if (this.#made.has(k)) return this.#made.get(k) as T; if (this.#path.includes(k)) throw new Error(`cycle ${[...this.#path, k].join('>')}`); this.#path.push(k); try { const v = tick(this.#make.get(k)!(this)); this.#made.set(k, v); return v as T; } finally { this.#path.pop(); } } }
const c = new Container().add('config', () => ({ url: 'x' })).add('db', (k) => ({ url: k.get<any>('config').url, id: 1 })).add('app', (k) => [k.get('db'), k.get('db')]).add('a', (k) => k.get('b')).add('b', (k) => k.get('a'));
const [x, y] = c.get<unknown[]>('app');
console.log(x === y, JSON.stringify(x));
try { c.get('a'); } catch (e) { console.log((e as Error).message); }
