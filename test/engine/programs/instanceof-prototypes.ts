// Old-style constructors, prototypes changed at run time, mixins, Object.create, constructor property, isPrototypeOf.
// Moves to fresh processes only.
function Animal(this: any, name: string) { this.name = name; }
Animal.prototype.speak = function () { let s = ''; for (let i = 0; i < 2; i++) s += this.sound(); return `${this.name}: ${s}`; };
Animal.prototype.sound = () => '...';
function Dog(this: any, name: string) { Animal.call(this, name); }
Dog.prototype = Object.create(Animal.prototype, { constructor: { value: Dog } });
Dog.prototype.sound = () => 'woof';
const A = Animal as any;
const D = Dog as any;
const pets = [new A('thing'), new D('rex')];
for (const p of pets) console.log(p.speak(), p instanceof A, p instanceof D, p.constructor.name);
Animal.prototype.speak = function () { return `patched ${this.name}`; };
console.log(pets.map((p) => p.speak()).join());
Object.setPrototypeOf(pets[0], { speak: () => 'own proto', __proto__: A.prototype });
console.log(pets[0].speak(), pets[0] instanceof A, A.prototype.isPrototypeOf(pets[1]));
Dog.prototype = { speak: () => 'new proto' };
console.log(pets[1] instanceof D, new D('x').speak(), new D('x') instanceof A);
const mixin = { fly() { return `${this.name} flies`; }, name: '' };
Object.assign(A.prototype, mixin, { name: undefined });
console.log(pets[1].fly());
class M { static extend(p: object) { Object.assign(this.prototype, p); return this; } }
console.log((new (M.extend({ hi() { return 'hi'; } }))() as any).hi());
(Array.prototype as any).last = function () { return this[this.length - 1]; };
Object.defineProperty(String.prototype, 'shout', { value() { return this.toUpperCase() + '!'; } });
let out = '';
for (let i = 0; i < 3; i++) out += ([i, i * 2] as any).last() + ('x' as any).shout();
console.log(out);
delete (Array.prototype as any).last;
console.log(typeof ([] as any).last, Object.getOwnPropertyNames(class { static s() {} static f = 1; }).join());
