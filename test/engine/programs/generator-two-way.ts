import { tick } from './support/tick.ts';

function* adder(): Generator<number, string, number> { let sum = 0; for (;;) { const got = yield tick(sum); if (got < 0) return `sum ${sum}`; sum += got; } }
const g = adder();
console.log([g.next(99), g.next(1), g.next(2), g.next(tick(3)), g.next(-1), g.next(5)].map((r) => JSON.stringify(r)).join(' '));
