import { tick } from './support/tick.ts';

const base = { hello() { return `hi ${tick((this as any).name)}`; } };
const o: any = Object.create(base, { name: { value: 'o', enumerable: true }, hidden: { value: 1 } });
const bare = Object.assign(Object.create(null), { name: 'bare' });
class A { who() { return 'A'; } }
const a = new A();
tick(0);
Object.setPrototypeOf(bare, base);
A.prototype.who = () => tick('patched');
(Array.prototype as any).second = function () { return this[1]; };
console.log(o.hello(), bare.hello(), a.who(), ([1, 2] as any).second(), Object.keys(o).join(), Object.getPrototypeOf(bare) === base, base.isPrototypeOf(o));
delete (Array.prototype as any).second;
