import { tick } from './support/tick.ts';

const log: string[] = [];
const v = (name: string, value: unknown) => { log.push(name); return tick(value); };
const r = [v('a', 0) || v('b', 2), v('c', 1) && v('d', 0) && v('e', 1), v('f', null) ?? v('g', 3), v('h', false) ? v('i', 1) : v('j', v('k', 4)), (v('l', 0) || v('m', null)) ?? v('n', 5), !v('o', 1) || (v('p', 1) && !v('q', 0))];
console.log(r.join(), log.join(''));
