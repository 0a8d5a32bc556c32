import { tick } from './support/tick.ts';

const A = class Inner { static self = () => Inner; name() { return tick(Inner.name); } };
const list = [1, 2].map((n) => class { static n = n; get() { return tick(n) * 10; } });
console.log(new A().name(), A.self() === A, list.map((c) => new c().get() + c.n).join(), (class {}).name, list[0]!.name);
const make = (base: any, extra: number) => class extends base { get() { return super.get() + extra; } };
console.log(new (make(list[1], 5))().get());
