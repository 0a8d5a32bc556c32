import { tick } from './support/tick.ts';

function* permutations<T>(list: T[]): Generator<T[]> { if (list.length < 2) yield list; else for (let i = 0; i < list.length; i++) for (const rest of permutations([...list.slice(0, i), ...list.slice(i + 1)])) yield [tick(list[i]!), ...rest]; }
let n = 0;
for (const p of permutations(['a', 'b', 'c', 'd'])) if (n++ % 5 === 0) console.log(p.join(''));
console.log(n);
