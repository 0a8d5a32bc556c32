// An iterator of a Map sees what is added behind it, and not what was deleted before it came.
import { tick } from './support/tick.ts';
const m = new Map(Array.from({ length: 6 }, (_, i) => [i, `v${i}`] as const));
const it = m.entries(), keys = m.keys();
console.log(it.next().value, it.next().value, keys.next().value);
tick(0);
m.delete(2); m.delete(0); m.set(9, 'late' as never); m.delete(3); m.set(3, 'again' as never);
tick(1);
console.log([...it].join(' '), [...keys].join(), it.next().done);
