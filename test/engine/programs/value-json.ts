import { tick } from './support/tick.ts';

const o = { a: [1, { b: 2n === 2n }], d: new Date(0), u: undefined, f() {}, n: NaN, nested: { toJSON(k: string) { return `json of ${tick(k)}`; } } };
const text = JSON.stringify(o, (k, v) => (k === 'b' ? tick('replaced') : v), 1);
console.log(text.replace(/\s+/g, ' '), JSON.stringify(JSON.parse(text, (k, v) => (typeof v === 'number' ? tick(v) + 1 : v))), JSON.stringify('\u2028"\n'), JSON.stringify([undefined, () => 1, Symbol('x')]));
