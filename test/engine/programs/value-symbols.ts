import { tick } from './support/tick.ts';

const [a, b, shared] = [Symbol('a'), Symbol('a'), Symbol.for('shared')];
const o = { [a]: 1, [b]: tick(2), [shared]: 3, plain: 4 };
tick(0);
console.log(a === b, o[a], o[b], o[Symbol.for('shared')], Object.getOwnPropertySymbols(o).length, String(a), a.description, Symbol.keyFor(shared), new Map([[a, 'x']]).get(a), JSON.stringify(o));
