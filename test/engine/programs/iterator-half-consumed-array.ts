import { tick } from './support/tick.ts';

const a = [1, 2, 3, 4];
const [it, entries, keys] = [a.values(), a.entries(), a.keys()];
it.next(); it.next(); entries.next();
tick(0);
a.push(5); a[2] = 30;
console.log([...it].join(), [...entries].join(' '), keys.next().value, [...keys].join());
a.push(6);
console.log(it.next().done);
