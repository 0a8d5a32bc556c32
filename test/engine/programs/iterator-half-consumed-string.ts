import { tick } from './support/tick.ts';

const it = 'a😀bé'[Symbol.iterator]();
console.log(it.next().value, tick(it.next().value), [...it].join('|'));
const words = 'one two  three'.matchAll(/(?<first>\w)\w*/g);
const first = words.next().value;
tick(0);
console.log(first[0], first.groups.first, first.index, [...words].map((m) => `${m[0]}@${m.index}`).join());
