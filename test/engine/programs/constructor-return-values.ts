// What a constructor returns: an object in place of the instance; anything else is nothing, or an error of a derived class.
import { tick } from './support/tick.ts';
class A {
  a: any;
  constructor(n: number) {
    this.a = tick(n);
    try { if (n > 3) return tick(5) as any; } finally { tick(1); }
  }
}
class B extends A {
  constructor(n: number) {
    super(n);
    this.a = tick(this.a + 1);
    if (n === 1) return tick(7) as any;
    if (n === 2) return { other: tick(8) } as any;
    if (n === 3) return undefined as any;
  }
}
for (const n of [0, 1, 2, 3, 4]) try { console.log(JSON.stringify(new B(n))); } catch (e) { console.log(n, (e as Error).name); }
