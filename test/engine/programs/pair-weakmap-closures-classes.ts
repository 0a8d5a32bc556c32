import { tick } from './support/tick.ts';

const secrets = new WeakMap<object, { n: number }>();
class Safe { constructor(n: number) { secrets.set(this, { n: tick(n) }); } add(k: number) { secrets.get(this)!.n += tick(k); return this; } static peek(s: Safe) { return secrets.get(s)?.n; } }
const [a, b] = [new Safe(1), new Safe(10)];
a.add(5).add(tick(6)); b.add(-3);
console.log(Safe.peek(a), Safe.peek(b), secrets.has({}), Safe.peek(Object.create(Safe.prototype)));
