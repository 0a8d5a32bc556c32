import { tick } from './support/tick.ts';

const log: string[] = [];
const d = (n: string) => { log.push(n); return tick(n.length); };
const { a = d('a'), b: { c = d('cc'), ...more } = { c: undefined, e: d('eee') } as any, [d('k') === 1 ? 'x' : 'y']: z = d('zz') } = { x: undefined } as any;
const [p = d('p'), [q = d('qq')] = [undefined], ...[r = d('rrr')]] = [undefined, undefined] as any;
function f({ s = d('s') } = { s: d('never') } as any, [t] = [d('ttt')], u = s + t) { return [s, t, u].join(); }
console.log(a, c, JSON.stringify(more), z, p, q, r, f({}), f(undefined as any, [1]), log.join());
