// Proxies of all sorts live across captures: target, handler, identity, traps, revocation; objects that inherit from one.
const log: string[] = [];
const pause = (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i & 3; return s; };
const target: any = { a: 1, nested: { b: 2 } };
const handler: ProxyHandler<any> = {
  get(t, k, r) { log.push(`get ${String(k)}`); return Reflect.get(t, k, r); },
  has(t, k) { log.push(`has ${String(k)}`); return Reflect.has(t, k); },
  getPrototypeOf(t) { log.push('getPrototypeOf'); return Reflect.getPrototypeOf(t); },
  ownKeys(t) { log.push('ownKeys'); return Reflect.ownKeys(t); },
  getOwnPropertyDescriptor(t, k) { log.push(`descriptor ${String(k)}`); return Reflect.getOwnPropertyDescriptor(t, k); },
};
const proxy = new Proxy(target, handler);
target.self = proxy;
const callable = new Proxy(function add(a: number, b: number) { return a + b; }, { apply: (f, self, args) => Reflect.apply(f, self, args) * 2 });
class Point { constructor(public x: number, public y: number) {} sum() { return this.x + this.y; } }
const Built = new Proxy(Point, { construct: (C, args, N) => Reflect.construct(C, [args[0] + 1, args[1] + 1], N) });
const twice = new Proxy(proxy, {});
const live = Proxy.revocable({ v: 'live' }, {});
const dead = Proxy.revocable({ v: 'dead' }, {});
const deadFunction = Proxy.revocable(() => 1, {});
const deadClass = Proxy.revocable(class {}, {});
for (const each of [dead, deadFunction, deadClass]) each.revoke();
const heir = Object.create(proxy, { own: { value: 'mine', enumerable: true, configurable: true, writable: true } });
class Observed { v = 1; constructor() { return new Proxy(this, { get: (t, k, r) => (k === 'v' ? t.v++ : Reflect.get(t, k, r)) }); } }
const observed = new Observed();
const array = new Proxy([3, 1, 2], {});
const map = new Map<unknown, string>([[proxy, 'by proxy'], [target, 'by target']]);
const attempt = (f: () => unknown) => { try { return f(); } catch (e) { return (e as Error).constructor.name; } };
for (let round = 0; round < 6; round++) {
  pause(40);
  console.log(round, proxy.a, proxy.nested.b, proxy.self === proxy, twice.a, 'zz' in proxy, callable(round, 1));
  pause(40);
  const p = new Built(round, 1);
  console.log(p.sum(), p instanceof Point, p instanceof Built, observed.v, array.length, array.map((x) => x * 2).join(), Array.isArray(array));
  console.log(live.proxy.v, attempt(() => dead.proxy.v), typeof deadFunction.proxy, attempt(() => deadFunction.proxy()), attempt(() => new deadClass.proxy()), typeof dead.proxy);
  pause(40);
  console.log(heir.own, heir.a, heir.nope, map.get(proxy), map.get(target), log.length, log.slice(-4).join());
  if (round === 4) { live.revoke(); console.log(attempt(() => live.proxy.v)); live.revoke(); break; }
  target.a += round;
}
pause(60);
console.log(attempt(() => live.proxy.v), Object.keys(proxy).join(), log.length);
