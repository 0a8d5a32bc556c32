// What a derived constructor returns is looked at when it has been left: no `try` of its own sees the error.
const turn = (n) => (n > 0 ? turn(n - 1) + 1 : 0);
const given = [undefined, 0, null, { other: true }];
for (const value of given) {
  class Derived extends Object {
    constructor() {
      super();
      this.own = turn(1);
      try {
        turn(1);
        if (value !== undefined) return value;
        return;
      } catch {
        return { caught: true };
      } finally {
        turn(1);
      }
    }
  }
  try {
    console.log(new Derived());
  } catch (error) {
    console.log(error.constructor.name, turn(1));
  }
}
class Overruled extends Object {
  constructor() {
    super();
    try {
      turn(1);
      return 1;
    } finally {
      turn(1);
      // biome-ignore lint/correctness/noUnsafeFinally: it is about that
      return { overruled: turn(1) };
    }
  }
}
console.log(new Overruled());
