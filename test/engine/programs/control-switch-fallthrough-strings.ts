import { tick } from './support/tick.ts';

const f = (s: unknown) => { const out: string[] = []; switch (s) { case 'a': out.push('A'); case 'b': out.push(tick('B')); break; case null: case undefined: out.push('nothing'); break; case NaN: out.push('never'); default: out.push(`other ${typeof s}`); case 'c': out.push(tick('C')); } return out.join(''); };
console.log(['a', 'b', 'c', null, undefined, NaN, 5, 'd'].map(f).join(' '));
