import { tick } from './support/tick.ts';

const setIn = (o: any, [k, ...rest]: (string | number)[], v: unknown): any => { const copy = Array.isArray(o) ? [...o] : { ...o }; copy[k!] = rest.length ? setIn(o?.[k!] ?? (typeof rest[0] === 'number' ? [] : {}), rest, v) : tick(v); return Object.freeze(copy); };
const a = setIn({}, ['x', 'y', 0], 1), b = setIn(a, ['x', 'y', 2], 3), c = setIn(b, ['z'], b.x);
console.log(JSON.stringify(a), JSON.stringify(b), c.z === b.x, a.x === b.x, Object.isFrozen(c.x.y), 1 in b.x.y);
