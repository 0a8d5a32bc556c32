import { tick } from './support/tick.ts';

class Base {
  prp: number;
  constructor(a: number, b: number) {
    tick(1);
    this.prp = a + b;
  }
}
class Other {
  constructor(a: number) {
    // biome-ignore lint/correctness/noConstructorReturn: that is the point
    return { made: tick(a) };
  }
}
class Sub extends Base {
  constructor(a: number, b: number) {
    let seen: unknown;
    try {
      // @ts-expect-error
      this.prp = 3;
    } catch (error) {
      seen = error;
    }
    console.log(tick(1), seen instanceof ReferenceError, tick(2));
    super(tick(a), tick(b));
    console.log(tick(3), this.prp);
    // biome-ignore lint/correctness/noConstructorReturn: that is the point
    return this;
  }
}
class OfOther extends Other {
  x: unknown;
  constructor(a: number) {
    const before = tick(a);
    for (let i = 0; i < 2; i++) tick(i);
    super(before);
    this.x = Object.keys(this);
    try {
      // @ts-expect-error
      delete super.x;
    } catch (error: any) {
      console.log(error.name, tick(4));
    }
  }
}
console.log(JSON.stringify([new Sub(tick(1), 2), new OfOther(3)]));
