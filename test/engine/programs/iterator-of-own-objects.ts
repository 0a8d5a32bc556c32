import { tick } from './support/tick.ts';

const fib = { [Symbol.iterator]: () => { let [a, b] = [0, 1]; return { next: () => { [a, b] = [b, a + b]; return { done: a > 50, value: tick(a) }; } }; } };
const zip = function* (...its: Iterable<unknown>[]) { const all = its.map((i) => i[Symbol.iterator]()); for (;;) { const got = all.map((i) => i.next()); if (got.some((g) => g.done)) return; yield got.map((g) => g.value); } };
console.log([...fib].join(), [...zip(fib, 'abc', new Set([true, false, null]))].join(' '));
