import { tick } from './support/tick.ts';

let n = 0;
const o = Object.defineProperties({} as any, { auto: { get() { return tick(++n); }, configurable: true }, fixed: { value: 1, writable: false }, pair: { get: () => n, set: (v) => { n = tick(v); } } });
const list = Object.defineProperty([1, 2], 1, { get: () => tick('got') });
o.pair = 10;
console.log(o.auto, o.auto, o.pair, list.join(), Object.getOwnPropertyDescriptor(o, 'pair')!.enumerable, { ...list }[1], JSON.stringify({ get x() { return tick(n); } }));
