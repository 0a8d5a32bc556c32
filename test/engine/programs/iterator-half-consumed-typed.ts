import { tick } from './support/tick.ts';

const t = new Uint16Array([10, 20, 30, 40]);
const it = t.values(), e = t.entries();
it.next();
tick(e.next());
t[1] = 99;
console.log([...it].join(), [...e].join(' '), [...t.keys()].join());
