// Uses before the declaration, in functions that run early, in switch cases and defaults. Errors as V8 words them.
function work(n: number) { let s = 0; for (let i = 0; i < 400; i++) s = (s * 31 + n + i) % 1009; return s; }
const attempt = (f: () => unknown) => { try { work(1); return f(); } catch (e) { work(2); return `${(e as Error).name}: ${(e as Error).message}`; } };
function all(round: number) {
  console.log(attempt(() => { work(x0); const x0 = 1; return x0; }));
  console.log(attempt(() => { const f = () => { work(3); return later; }; f(); let later = 1; return f(); }));
  console.log(attempt(() => { const f = () => { work(3); return later; }; let later = 1; later++; return f() + later; }));
  console.log(attempt(() => { set(); let v = 1; function set() { work(4); v = 2; } return v; }));
  console.log(attempt(() => { let v = 1; set(); function set() { work(4); v = 2; } return v; }));
  console.log(attempt(() => { typeof t; let t = 1; return t; }), attempt(() => typeof undeclared));
  console.log(attempt(() => { n++; let n = 1; return n; }), attempt(() => { n += work(5); let n = 1; return n; }));
  console.log(attempt(() => { const f: any = function self(k: number) { work(k); if (k === 0) (self as any) = 3; else self(k - 1); }; f(2); }));
  for (const k of [0, 1, 2]) console.log(attempt(() => { switch (k) { case 0: let s = 5; work(8); return s; case 1: return s; default: s = 3; return s; } }));
  console.log(attempt(() => { const even = (n: number): boolean => n === 0 || odd(n - 1); const odd = (n: number): boolean => n !== 0 && even(n - 1); work(9); return even(10); }));
  console.log(attempt(() => { const r: any[] = []; for (let i = 0; i < 3; i++) { const f = () => y; if (i === round) r.push(attempt(f)); work(i); const y = i; r.push(f()); } return r.join('; '); }));
  console.log(attempt(() => { const A: any = class { static v = attempt(() => B); m() { work(10); return B; } }; const B: any = 7; return A.v + new A().m(); }));
  console.log(attempt(() => { new D(); class D { x = 1; } return 1; }), attempt(() => { class D2 extends (D2 as any) {} return D2; }));
  console.log(attempt(() => ((a: any = b, b?: any) => a)()), attempt(() => ((a: any, b: any = a) => b)(4)), attempt(() => ((a: any = a) => a)()), attempt(() => (({ a, b = a }: any) => a + b)({ a: 5 })));
  console.log(attempt(() => { let a = a1, a1 = 2; return a + a1; }), attempt(() => { const { p = q, q } = { q: 1 } as any; return p + q; }));
}
for (let round = 0; round < 3; round++) all(round);
// at the top level
const early = () => { work(1); return K + q + new A().m(); };
console.log(attempt(early), attempt(() => q), attempt(() => new A()));
let q = 1; const K = 2;
class A { m() { work(2); return K; } }
console.log(attempt(early), q, new A().m());
