// Functions as values of every collection keep what they close over.
import { tick } from './support/tick.ts';
let n = 0;
const table = new Map<string, () => number>(), set = new Set<() => number>(), list: (() => number)[] = [];
for (const key of ['a', 'b']) { const own = tick(++n); const f = () => own * 10 + n; table.set(key, f); set.add(f); list.push(f, () => n++); }
console.log([...table.values()].map((f) => f()).join(), list.map((f) => f()).join(), [...set].every((f) => list.includes(f)), n);
