// Short circuits skip calls and increments; optional calls keep this; delete; with templates, nesting, ??.
let evaluated = 0;
const e = <T>(x: T): T => (evaluated++, x);
const o: any = { a: { b: { c(n: number) { return this.v + n; }, v: 10 } }, list: [1, [2]], zero: 0, f: null };
console.log(o?.a?.b?.c(e(1)), o.x?.y.z.w[e('q')](e(2)), o.f?.(e(3)), o.nope?.[e(4)], evaluated);
console.log(o.list?.[1]?.[0], o.a.b.c?.(5), o.a.b['c']?.call({ v: 1 }, 1), (o?.a).b.v, o.zero?.toFixed(1));
console.log(o.zero ?? 'd', o.f ?? 'd', o.nope?.x ?? e('d'), (o.nope ?? o.a)?.b.v);
console.log(delete o?.a?.b?.v, o.a.b.v, delete o.nope?.x, typeof o.f?.x);
try { o.nope.x?.y; } catch (error) { console.log((error as Error).constructor.name); }
try { (o.nope?.x).y; } catch (error) { console.log((error as Error).constructor.name); }
const get = (k: number): any => (k % 2 ? { v: { w: k } } : undefined);
let sum = 0;
for (let i = 0; i < 10; i++) sum += get(i)?.v?.w ?? -1;
console.log(sum, evaluated);
class K { #p = 1; static read(x?: K) { return x?.#p; } n?: K; }
console.log(K.read(), K.read(new K()), new K().n?.n);
console.log(((f?: (x: number) => number) => f?.(2))((x) => x * 2), (undefined as any)?.['x'].y.z());
const q = { m() { return this.v; }, v: { w: 7 } };
console.log((q?.m)?.().w, ((q as typeof q | undefined)?.m)().w);
