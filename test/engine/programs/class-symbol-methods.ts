import { tick } from './support/tick.ts';

class Money {
  constructor(readonly cents: number) {}
  [Symbol.toPrimitive](hint: string) { return hint === 'string' ? `$${tick(this.cents) / 100}` : this.cents; }
  get [Symbol.toStringTag]() { return 'Money'; }
  static [Symbol.hasInstance](o: any) { return tick(typeof o?.cents) === 'number'; }
}
const m = new Money(150);
console.log(`${m}`, +m, m + (1 as any), m > new Money(149), Object.prototype.toString.call(m), { cents: 1 } instanceof Money, ({}) instanceof Money);
