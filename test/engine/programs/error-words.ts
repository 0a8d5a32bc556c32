// Errors quote the program, not what is made of it: what is called, constructed, iterated, taken apart.
function work(n: number) { let s = 0; for (let i = 0; i < 400; i++) s = (s * 31 + n + i) % 1009; return s; }
const attempt = (f: () => unknown) => { try { work(1); return f(); } catch (e) { return `${(e as Error).name}: ${(e as Error).message}`; } };
function get(): any { work(1); return { a: { b: 1 } }; }
const und: any = undefined;
console.log(attempt(() => get().x()), attempt(() => get().a.b()), attempt(() => get()()), attempt(() => new (get())()));
console.log(attempt(() => { let fn: any = 1; const g = () => fn(); fn = 2; return g(); }), attempt(() => { let o: any = {}; const g = () => o.x.y; o = {}; return g(); }));
console.log(attempt(() => { const { a } = und; return a; }), attempt(() => { const { a: { b } } = {} as any; return b; }));
console.log(attempt(() => ((({ a }: any) => a) as any)()), attempt(() => ((([a]: any) => a) as any)()), attempt(() => ((({ a }: any, n: any) => a) as any)(null)));
console.log(attempt(() => { for (const x of get()) work(x); }), attempt(() => { for (const x of und) work(x); }), attempt(() => { for (const x of get().a.b) work(x); }));
console.log(attempt(() => [...get()]), attempt(() => Math.max(...get())), attempt(() => new Map(get())), attempt(() => und.foo.bar), attempt(() => get().q.r));
console.log(attempt(() => { const o: any = { m: 1 }; return o.m(work(1)); }), attempt(() => { const o: any = { m: 1 }; return o['m'](work(1)); }), attempt(() => { const k = 'm', o: any = {}; return o[k](work(2)); }));
console.log(attempt(() => und(work(1))), attempt(() => und.x(work(1))), attempt(() => (get() as any).a.b.c(work(2))), attempt(() => { const x: any = 1; { const x: any = 2; return x(); } }));
console.log(attempt(() => (class A {} as any)()), attempt(() => null!['x' as never]), attempt(() => (1 as any) in (2 as any)), attempt(() => ({} instanceof (get() as any))));
console.log(attempt(() => { und.x = work(1); }), attempt(() => { get().zz.x = work(1); }), attempt(() => { get().zz.x++; }), attempt(() => delete und.x), attempt(() => get().a.x.y.z(1)));
console.log(attempt(() => [1].map(get())), attempt(() => [3, 1].sort(get())), attempt(() => [1].reduce(und)), attempt(() => [].reduce((a: any, b: any) => work(a))));
// in promises, and where a method is replaced while its arguments are computed
const later = async (f: () => unknown) => { try { work(1); return await f(); } catch (e) { return (e as Error).message; } };
(async () => {
  console.log(await later(() => get().nothing()), await later(async () => { work(2); return (await get()).nothing(); }));
  await (async () => { work(3); return get().none(); })().catch((e) => console.log(e.message, e.stack.split('\n')[0]));
  const o: any = { m: (k: number) => `old${k}`, n: 'm' };
  const swap = (k: number) => { work(k); o[o.n] = (x: number) => `new${x}`; return k; };
  console.log(o['m'](swap(1)), o.m(2), o['m'](swap(3)));
})();
