import { tick } from './support/tick.ts';

const log: string[] = [];
const target: any = { a: 1 };
const p: any = new Proxy(target, { get(t, k, r) { log.push(`get ${String(k)}`); return tick(Reflect.get(t, k, r)); }, set(t, k, v) { log.push(`set ${String(k)}`); t[k] = tick(v) * 2; return true; }, has: (t, k) => (log.push('has'), k in t), deleteProperty: (t, k) => (log.push('delete'), delete t[k]), ownKeys: (t) => (log.push('keys'), Reflect.ownKeys(t)) });
p.b = 5; p.a += 1; delete p.missing;
console.log(p.a, p.b, 'b' in p, Object.keys(p).join(), log.join());
const call = new Proxy((x: number) => x + 1, { apply: (f, _, args) => tick(f(args[0])) * 10 });
console.log(call(1), [1, 2].map((x) => call(x)).join());
