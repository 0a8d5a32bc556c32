// Classes made in loops and functions, mixins, closures in classes, new.target, Symbol.species, reflection.
const Serializable = <T extends new (...args: any[]) => object>(Base: T) => class extends Base { json() { return JSON.stringify(this); } };
const Counted = <T extends new (...args: any[]) => object>(Base: T) => {
  let made = 0;
  return class extends Base { static get made() { return made; } constructor(...args: any[]) { super(...args); made++; } };
};
class Point { constructor(public x = 0, public y = 0) {} }
const P = Counted(Serializable(Point));
for (let i = 0; i < 4; i++) new P(i, i);
console.log(P.made, new P(1, 2).json(), P.made);
const makers: any[] = [];
for (let i = 0; i < 3; i++) makers.push(class { n = i; bump() { return (this.n += i) + i; } static id = `c${i}`; });
console.log(makers.map((M) => `${M.id}:${new M().bump()}`).join(), new makers[0]() instanceof makers[1]);
function Old(this: any, v: number) { if (!new.target) return new (Old as any)(v); this.v = v; }
Old.prototype.get = function () { return this.v; };
console.log((Old as any)(3).get(), new (Old as any)(4).get());
class Target { kind: string; constructor() { this.kind = new.target.name; } }
class Sub extends Target {}
console.log(new Sub().kind, Reflect.construct(Target, [], Sub).kind, Reflect.construct(Target, [], Sub) instanceof Sub);
class Returner { constructor(o?: object) { if (o) return o as never; } own = 1; }
class Patched extends Returner { patched = true; constructor(o: object) { super(o); } }
const plain: any = { plain: 1 };
new Patched(plain);
console.log(JSON.stringify(plain));
const methods = { ['a' + 1]() { return 'a1'; }, get b() { return 'b'; }, async c() {}, *d() {} };
console.log(methods.a1!(), methods.b, Object.keys(methods).join(), methods.a1!.name);
