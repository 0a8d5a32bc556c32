import { tick } from './support/tick.ts';

class P { constructor(readonly x: number) { tick(x); } }
const [p, q] = [new P(1), new P(2)];
const m = new Map<unknown, string>([[p, 'p'], [q, 'q'], [P, 'class'], [NaN, 'nan'], [-0, 'zero']]);
const s = new Set([p, q, p]);
tick(0);
console.log(m.get(p), m.get(q), m.get(P), m.get(NaN), m.get(0), s.has(q), s.size, m.get(new P(1)));
