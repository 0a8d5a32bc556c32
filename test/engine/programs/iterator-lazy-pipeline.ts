import { tick } from './support/tick.ts';

function* naturals() { for (let i = 1; ; i++) yield tick(i); }
function* map<T, U>(it: Iterable<T>, f: (v: T) => U) { for (const v of it) yield f(v); }
function* filter<T>(it: Iterable<T>, f: (v: T) => boolean) { for (const v of it) if (f(v)) yield v; }
function* take<T>(it: Iterable<T>, n: number) { if (n > 0) for (const v of it) { yield v; if (--n === 0) return; } }
console.log([...take(filter(map(naturals(), (n) => n * n), (n) => n % 3 === 1), 5)].join());
