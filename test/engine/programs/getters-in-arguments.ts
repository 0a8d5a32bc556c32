// A safe point in a getter, a conversion or an iterator that stands on the very line of a call's point.
const sum = (n: number): number => {
  let s = 0;
  for (let i = 0; i < n; i++) s = (s + i * 7) % 1_000_003;
  return s;
};
const o = {
  get slow() {
    return sum(300_000);
  },
  valueOf: () => sum(200_000),
  *[Symbol.iterator]() {
    yield sum(100_000);
    yield sum(50_000);
  },
};
const add = (...all: number[]): number => all.reduce((a, b) => a + b + sum(1000), 0);
console.log(add(o.slow));
console.log(add(1, o.slow), add(o.slow, 2));
console.log(add(+o), add(...o), add(o as unknown as number));
console.log([o.slow, add(o.slow)].join(), `${o}`);
