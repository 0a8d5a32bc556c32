// WeakMap, WeakSet, WeakRef, Proxy, Reflect, Intl: run right even though they do not move.
const weak = new WeakMap<object, number>();
const objects = Array.from({ length: 10 }, (_, i) => ({ i }));
for (const o of objects) weak.set(o, o.i ** 2);
let sum = 0;
for (const o of objects) sum += weak.get(o)!;
const set = new WeakSet([objects[1]!]);
console.log(sum, weak.has({}), set.has(objects[1]!), new WeakRef(objects[0]!).deref()!.i);
const log: string[] = [];
const proxy: any = new Proxy({ a: 1 } as any, {
  get(t, k, r) { for (let i = 0; i < 3; i++) log.push(String(k)); return Reflect.get(t, k, r) ?? `no ${String(k)}`; },
  set(t, k, v) { t[k] = v * 2; return true; },
  has: (_, k) => k === 'virtual',
  ownKeys: () => ['x', 'y'],
  getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
  deleteProperty: (_, k) => (log.push(`delete ${String(k)}`), true),
});
proxy.b = 21;
console.log(proxy.a, proxy.b, proxy.zz, 'virtual' in proxy, 'a' in proxy, Object.keys(proxy).join(), delete proxy.q, log.length);
const callable = new Proxy((x: number) => x + 1, { apply: (f, _, args) => f(args[0]) * 10 });
let r = 0;
for (let i = 0; i < 5; i++) r += callable(i);
console.log(r);
const { proxy: revocable, revoke } = Proxy.revocable({}, {});
revoke();
try { (revocable as any).x; } catch (e) { console.log((e as Error).constructor.name); }
class Observed { v = 1; constructor() { return new Proxy(this, { get: (t, k) => (k === 'v' ? t.v++ : Reflect.get(t, k)) }); } }
const observed = new Observed();
console.log(observed.v, observed.v, observed.v);
console.log(Reflect.ownKeys({ a: 1, [Symbol.for('s')]: 2 }).length, Reflect.has({ x: 1 }, 'x'), new Intl.NumberFormat('en-US').format(1234567.891), (1234.5).toLocaleString('en-US'));
