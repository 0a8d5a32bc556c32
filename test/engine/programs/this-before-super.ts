// Arrow functions that exist before the `this` that they see.
function work(n: number) { let s = 0; for (let i = 0; i < 400; i++) s = (s * 31 + n + i) % 1009; return s; }
class Base { f: any; constructor(f: any) { work(1); this.f = f; work(2); } }
class D extends Base { v = 5; constructor() { const f = () => { work(3); return this.v; }; work(4); super(f); work(5); this.v++; } }
class E extends Base { declare w: number; constructor(k: number) { super(() => { work(k); return this.w; }); this.w = k; work(6); } }
for (let i = 0; i < 4; i++) { console.log(new D().f(), new E(i).f()); }
