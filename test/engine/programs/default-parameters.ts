// Scope of defaults, order, closures over parameters, arguments, this in defaults, length, undefined against null.
const log: string[] = [];
const side = <T>(x: T): T => (log.push(String(x)), x);
function f(a = side(1), b = side(a + 1), c = () => a + b, d = (a = 10, () => a)) { var a2 = a; return [a, b, c(), d(), a2].join(); }
console.log(f(), f(5), f(undefined, 7), f(1, 2, () => 3), log.join());
const x = 'outer';
function scope(g = () => x, x2 = g()) { const x = 'inner'; return `${x} ${g()} ${x2}`; }
console.log(scope());
function shadow(a: number, g = () => a) { var a: number; const before = `${a} ${g()}`; a = 99; return `${before} ${a} ${g()}`; }
console.log(shadow(1));
class K { n = 4; m(k = this.n, { q = k * 2 } = {} as any) { return k + q; } }
console.log(new K().m(), new K().m(1), new K().m(null as never));
const required = (name: string): never => { throw new Error(`missing ${name}`); };
const strict = (a: unknown = required('a')) => a;
try { strict(); } catch (e) { console.log((e as Error).message); }
console.log(strict(null), f.length, ((a: any, b = 1, c: any) => 0).length);
function counted(n = counted.calls++) { return n; }
counted.calls = 0;
for (let i = 0; i < 4; i++) counted();
console.log(counted(), counted.calls);
function loopy(list = (() => { const r = []; for (let i = 0; i < 4; i++) r.push(i * i); return r; })()) { let s = 0; for (const x of list) s += x; return s; }
console.log(loopy(), loopy([1]));
