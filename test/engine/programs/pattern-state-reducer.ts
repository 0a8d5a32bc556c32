import { tick } from './support/tick.ts';

type A = { type: 'add'; n: number } | { type: 'undo' } | { type: 'batch'; all: A[] };
interface S { n: number; past: number[] }
const reduce = (s: S, a: A): S => { switch (a.type) { case 'add': return { n: s.n + tick(a.n), past: [...s.past, s.n] }; case 'undo': { const past = s.past.slice(0, -1); return { n: s.past.at(-1) ?? s.n, past }; } case 'batch': return a.all.reduce(reduce, s); } };
function store(reducer: typeof reduce, s: S) { const subs: (() => void)[] = []; return { get state() { return s; }, dispatch(a: A) { s = reducer(s, a); subs.forEach((f) => f()); }, subscribe: (f: () => void) => subs.push(f) }; }
const st = store(reduce, { n: 0, past: [] });
const seen: number[] = [];
st.subscribe(() => seen.push(tick(st.state.n)));
for (const a of [{ type: 'add', n: 5 }, { type: 'batch', all: [{ type: 'add', n: 1 }, { type: 'add', n: 2 }, { type: 'undo' }] }, { type: 'undo' }] as A[]) st.dispatch(a);
console.log(seen.join(), JSON.stringify(st.state));
