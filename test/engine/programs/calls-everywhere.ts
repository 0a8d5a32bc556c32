// A suspended call at every syntactic place there is: operands, arguments, keys, templates, spreads, heads of statements.
let spins = 0;
function v<T>(x: T): T { for (let i = 0; i < 2; i++) spins++; return x; }
const o: any = { a: { b: [1, 2, 3] }, m(...x: any[]) { return x.length + v(1); } };
console.log(v(1) + v(2) * v(3) ** v(2), v(true) ? v('y') : v('n'), v(0) || v(''), v(null) ?? v('z'), !v(0), -v(1), typeof v(1), void v(1), (v(1), v(2)));
console.log([v(1), ...v([2]), v(3)].length, { [v('k')]: v(1), ...v({ z: 1 }), v: v(2) }, `${v('t')}${`${v('u')}`}`, v(o)[v('a')].b[v(1)], v(o).m(v(1), ...v([1, 2])), new (v(Date))(v(0)).getTime());
if (v(0)) v(1); else if (v(1)) v(2);
for (let i = v(0), n = v(2); v(i) < n; v(i++)) v(i);
for (const k in v({ p: 1 })) v(k);
for (const x of v([1])) v(x);
while (v(spins % 7)) v(1);
do v(1); while (v(spins % 5));
switch (v(2)) { case v(1): v('no'); case v(2): v('yes'); }
label: { v(1); break label; }
const { [v('a')]: { b: [first = v(9), ...others] }, missing = v('default') } = v(o);
console.log(first, others.length, missing, (() => v(1))(), ((x = v(3)) => x)(), (function (y = v(4), { z = v(y) } = {} as any) { return v(y) + z; })());
class K extends v(Object) { static s = v(1); [v('f')] = v(2); static { v(1); } [v('m')]() { return v(3); } get [v('g')]() { return v(4); } }
const k: any = new K();
console.log((K as any).s, k.f, k.m(), k.g, v(k) instanceof v(K), v('f') in v(k), delete v(k)[v('f')]);
let t: any = 1;
t += v(2); t = t + (t = v(5)) + t; o.a.b[v(0)] += v(10); o[v('n')] ??= v(7); v(o).n++; [t, o.p] = [v(1), v(2)]; ({ q: t = v(3) } = v({}) as any);
console.log(t, JSON.stringify(o), v(o)?.[v('a')]?.b?.[v(2)], v(null as any)?.[v('never')], v(o).nope?.(v('never')), v((...a: any[]) => a.length)`x${v(1)}y`);
try { throw v(new Error(v('thrown'))); } catch ({ message = v('none') }: any) { console.log(message); } finally { v(1); }
const chain = v({ a: () => v({ b: () => v({ c: () => v('end') }) }) }).a().b().c();
console.log(chain, [v(1), [v(2), [v(3)]]].flat(v(2)).map((x) => v(x * v(2))).filter((x) => v(x > v(2))).join(v('+')), spins);
