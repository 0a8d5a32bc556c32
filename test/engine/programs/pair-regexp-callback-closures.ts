import { tick } from './support/tick.ts';

let n = 0;
const names = new Map<string, number>();
const s = 'a-b a_c b-a'.replace(/([a-c])([-_])([a-c])/g, (all, x, sep, y, at) => { for (const k of [x, y]) names.set(k, (names.get(k) ?? 0) + tick(1)); return sep === '-' ? `${tick(y)}${x}@${at}` : all + n++; });
console.log(s, [...names].join(' '), n, 'x1y2'.split(/\d/).map((p) => tick(p)).join('|'), /(?<l>\w)\k<l>/.exec('hello')!.groups!.l);
