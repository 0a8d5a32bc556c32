// What arrow functions in a constructor return is theirs, also where the constructor is resumed.
import { tick } from './support/tick.ts';

class A {
  odd: number[];
  all: boolean;
  constructor(limit: number) {
    tick(0);
    this.odd = [1, 2, 3, 4].filter((n) => { if (n > limit) return false; return tick(n) % 2 === 1; });
    this.all = this.odd.every((n) => tick(n) < limit);
    const label = (() => { for (const n of this.odd) if (tick(n) > 1) return `first ${n}`; })();
    console.log(label, this.all);
  }
}
class B extends A {
  sum: number;
  constructor() {
    super(tick(4));
    this.sum = this.odd.map((n) => { tick(n); return n * 2; }).reduce((a, b) => { return tick(a + b); });
    if (this.sum > 100) return new A(1) as B;
  }
}
console.log(JSON.stringify([new A(3), new B()]));
