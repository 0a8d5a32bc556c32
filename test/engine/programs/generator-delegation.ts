import { tick } from './support/tick.ts';

function* inner(name: string): Generator<string, string, string> { let got = ''; try { got += yield `${name}1`; got += yield `${name}2`; return tick(`${name} got ${got}`); } finally { console.log(`${name} ends`); } }
function* outer(): Generator<string, string, string> { const a = yield* inner('a'); yield a; yield* ['x', 'y'] as any; const b = yield* inner('b'); return b; }
const g = outer();
const out: string[] = [];
for (let r = g.next('-'), i = 0; !r.done; r = g.next(String(i++))) out.push(tick(r.value));
console.log(out.join(' '));
const h = outer();
h.next();
console.log(h.return('early').value, h.next().done);
