// `super` in classes made at run time, object literals, arrows, static methods, accessors; reads, calls, writes.
function work(n: number) { let s = 0; for (let i = 0; i < 400; i++) s = (s * 31 + n + i) % 1009; return s; }
class Base {
  x = 1; _v = 10;
  hi(n: number) { work(n); return `hi${n}:${this.x}`; }
  get v() { work(1); return this._v; }
  set v(n: number) { this._v = n; }
  static make(n: number) { work(n); return `made${n}:${(this as any).tag}`; }
  tagged(s: any, ...v: any[]) { work(2); return s.raw.join('|') + v + this.x; }
}
const mix = (B: any, k: number) => class extends B {
  x = k;
  hi(n: number): string { const parts = [1, 2].map((i) => { work(i); return super.hi(n + i); }); for (const p of parts) work(p.length); return parts.join() + super.hi(n); }
  get v() { const read = () => super.v; work(3); return read() + 1; }
  set v(n) { super.v = n * 2; work(4); super.v += 1; super['v']++; }
  later() { return () => () => { work(5); return super.hi(this.x); }; }
  static tag = `t${k}`;
  static make(n: number) { const f = () => super.make(n + 1); work(6); return f() + super.make(n); }
  tagged(s: any, ...v: any[]) { work(7); return super.tagged`a${k}b` + super['tagged'](s, v); }
  pattern() { work(8); [super.w, { z: super.z }] = [1, { z: 2 }] as any; work(9); return [this.w, (this as any).z, super.w].join(); }
  missing() { work(10); try { return super.nothing(work(1)); } catch (e) { return (e as Error).constructor.name; } }
};
const Ms = [mix(Base, 2), mix(mix(Base, 3), 4)];
for (const M of Ms) {
  const m: any = new M();
  const later = m.later();
  for (let i = 0; i < 2; i++) console.log(m.hi(i), m.v, (m.v = i), m.v, later()(), M.make(i), m.tagged`q${i}r`, m.pattern(), m.missing());
}
// object literals, with their parents changed on the way
const parent = { who() { work(1); return `parent of ${(this as any).n}`; }, get g() { return `g${(this as any).n}`; } };
const other = { who() { work(2); return `other of ${(this as any).n}`; }, get g() { return 'og'; } };
const made: any[] = [];
for (let i = 0; i < 3; i++) made.push({ __proto__: parent, n: i, who() { const s = super.who(); work(3); return s + [0, 1].map((k) => { work(k); return super.who() + i; }).join(); }, get g() { work(4); return super.g + i; }, set s(v: any) { work(5); super.s = v; }, later: null });
for (const o of made) { console.log(o.who(), o.g); o.s = 5; console.log(Object.keys(o).join()); }
Object.setPrototypeOf(made[1], other);
for (const o of made) { work(6); console.log(o.who(), o.g); }
const borrowed = made[2].who; console.log(borrowed.call({ n: 'borrowed' }));
// fields and static blocks that make functions
class Fields extends Base {
  up = () => { work(1); return super.hi(5) + this.x; };
  static tag = 'static';
  static up = () => { work(2); return super.make(1) + this.tag; };
  static log: string[] = [];
  static { const f = () => { work(3); return super.make(2); }; this.log.push(f()); (this as any).kept = () => { work(4); return this.log.length + super.make(3); }; }
}
const f = new Fields();
for (let i = 0; i < 3; i++) { work(i); console.log(f.up(), Fields.up(), (Fields as any).kept(), Fields.log.join()); }
// in constructors
class Deep extends Base { seen: string; constructor(n: number) { super(); const g = () => super.hi(n); work(1); this.seen = g() + [1].map((k) => { work(2); return super.hi(k); }); super.x = 9 as never; } }
for (let i = 0; i < 3; i++) console.log(new Deep(i).seen, new Deep(i).x);
