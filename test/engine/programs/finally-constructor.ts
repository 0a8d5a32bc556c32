import { tick } from './support/tick.ts';

class A { name: string; constructor(n: number) { try { if (n > 1) throw tick(new RangeError(`${n}`)); this.name = 'small'; } finally { this.name ??= tick('failed'); made.push(this); } } }
const made: A[] = [];
for (let i = 0; i < 4; i++) try { new A(i); } catch (e) { console.log((e as Error).name, tick(i)); }
console.log(made.map((a) => a.name).join());
