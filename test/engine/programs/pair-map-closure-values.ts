import { tick } from './support/tick.ts';

const handlers = new Map<string, (n: number) => number>();
let total = 0;
for (const [name, by] of Object.entries({ add: 1, double: 2, triple: 3 })) handlers.set(name, (n) => { total += tick(by); return n * by; });
for (const [name, f] of handlers) { if (name === 'double') handlers.set('late', (n) => f(f(n))); total += f(1); }
console.log(total, handlers.get('late')!(5), [...handlers.keys()].join());
