import { tick } from './support/tick.ts';

function counterOn<T extends object>(o: T, name: string, start = tick(0)) { let n = start; return Object.defineProperty(o, name, { get: () => tick(n++), set: (v) => { n = v; }, enumerable: true, configurable: true }) as T & Record<string, number>; }
const o = counterOn(counterOn({ k: 1 }, 'a'), 'b', 10);
o.a; o.b; o.b = 20;
console.log(o.a, o.b, o.b, JSON.stringify(o), { ...o }.a, Object.entries(o).join(' '));
