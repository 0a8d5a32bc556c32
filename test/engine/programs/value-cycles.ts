import { tick } from './support/tick.ts';

interface N { name: string; next?: N; all: N[]; index: Map<unknown, unknown> }
const a: N = { name: 'a', all: [], index: new Map() }, b: N = { name: 'b', next: a, all: [a], index: a.index };
a.next = b; a.all.push(a, b); a.index.set(a, b).set(b, a.index);
(a.index as any).self = a.index;
tick(0);
console.log(a.next.next === a, a.all[0] === a, b.all[0]!.all[1] === b, a.index.get(a) === b, a.index.get(b) === a.index, (b.index as any).self.get(a) === b);
try { JSON.stringify(a); } catch (e) { console.log((e as Error).name); }
