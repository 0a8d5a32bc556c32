// What is looked up, converted or missing before the arguments of a call, or the value of an assignment, are evaluated.
let out = [];
const T = (tag, value, n = out.length % 2 + 1) => { for (let i = 0; i < n; i++) out.push(tag); if (n > 5) T(tag, value, n - 1); return value; };
const A = async (tag, value) => { await null; return T(tag, value); };
const log = (tag, v) => (out.push(tag), v);
class P { get m() { out.push('get m'); return (...a) => a.join(); } set m(v) { out.push('set m ' + v); } plain(a) { return 'plain' + a; } static get s() { out.push('get s'); return (a) => a; } }
const noisy = (name) => ({ toString() { out.push('key ' + name); return name; } });
class Q extends P {
  getter() { return super.m(T('a', 1)); }
  computed() { return super[T('k', 'm')](T('a', 1)); }
  keyed() { return super[noisy('m')](T('a', 1)); }
  assign() { super.m = T('v', 1); return super.m; }
  compound() { return super.plain(T('a', super.m)); }
  static st() { return super.s(T('a', 1)); }
  arrow() { return (() => super.m(T('a', 1)))(); }
  async waits() { return super.m(await A('a', 1)); }
  *gen() { return super.m(yield T('a', 1)); }
  async keyedWaits() { return super[noisy('m')](await A('a', 1)); }
}
const q = new Q();
const nul = null;
const obj = { get g() { out.push('get g'); return (a) => 'g' + a; }, f: null, n: { deep: undefined }, x: 1 };
const tests = {
  getter: () => q.getter(), computed: () => q.computed(), keyed: () => q.keyed(), assign: () => q.assign(), compound: () => q.compound(), st: () => Q.st(), arrow: () => q.arrow(), waits: () => q.waits(), gen: () => { const g = q.gen(); g.next(); return g.next(2).value; }, keyedWaits: () => q.keyedWaits(),
  nullMethod: (o = nul) => o.m(T('a', 1)), nullKey: (o = nul) => o[T('k', 'm')](T('a', 1)), nullKeyNoisy: (o = nul) => o[noisy('m')](T('a', 1)),
  nullAssign: (o = nul) => { o.x = T('a', 1); }, nullAssignKey: (o = nul) => { o[T('k', 'x')] = T('a', 1); }, nullAssignNoisy: (o = nul) => { o[noisy('k')] = T('a', 1); },
  nullPlus: (o = nul) => { o.x += T('a', 1); }, nullOr: (o = nul) => { o.x ??= T('a', 1); }, nullPlusKey: (o = nul) => { o[noisy('k')] += T('a', 1); },
  plusNoisy: () => { obj[noisy('x')] += T('a', 1); return obj.x; }, incNoisy: () => { obj[noisy('x')]++; return obj.x; }, assignNoisy: () => { obj[noisy('x')] = T('a', 7); return obj.x; }, orNoisy: () => { obj[noisy('x')] ||= T('a', 7); obj[noisy('x')] &&= T('a', 8); return obj.x; },
  deep: () => obj.n.deep.m(T('a', 1)), deepKey: () => obj.n[T('k', 'deep')].m(T('a', 1)), notCallable: () => obj.f(T('a', 1)), notCallableKey: () => obj[noisy('f')](T('a', 1)), getG: () => obj.g(T('a', 1)), getGKey: () => obj['g'](T('a', 1)),
  tag: (o = nul) => o.tag`a${T('a', 1)}`, tagGet: () => obj.g`x${T('a', 1)}`,
  spread: () => nul.x(...T('a', [1])), callSpread: (f = nul) => f(...T('a', [1])), optional: (o = nul) => o?.m(T('a', 1)), optionalCall: () => obj.f?.(T('a', 1)), optionalDeep: () => obj.n?.deep.m(T('a', 1)), optionalG: () => obj?.g(T('a', 1)),
  del: (o = nul) => delete o[T('k', 'x')], inNull: (o = nul) => T('a', 'x') in o, inst: (o = nul) => T('a', {}) instanceof o,
  dstr: (o = nul) => { [o.x] = T('a', [1]); }, dstrKey: (o = nul) => { [o[T('k', 'x')]] = T('a', [1]); }, dstrNoisy: () => { [obj[noisy('x')], obj[noisy('y')]] = T('a', [1, 2]); return obj.y; }, dstrObj: () => { ({ [T('k', 'a')]: obj[noisy('x')] = T('d', 5) } = T('v', {})); return obj.x; },
  forOf: (o = nul) => { for (o.x of T('a', [1])) ; }, forIn: (o = nul) => { for (o.x in T('a', { b: 1 })) ; },
  newNull: (o = nul) => new o.C(T('a', 1)), undeclared: () => undeclaredThing.m(T('a', 1)), undeclaredCall: () => undeclaredThing(T('a', 1)), undeclaredAssign: () => { undeclaredThing = T('a', 1); }, tdz: () => { const r = late.m(T('a', 1)); let late = {}; return r; }, tdzCall: () => { const r = late(T('a', 1)); let late = {}; return r; }, tdzAssign: () => { late = T('a', 1); let late; },
  typeofM: () => typeof T('a', 1).x, chain: () => T('a', { b: { c(v) { return this === undefined ? 0 : v; } } }).b.c(T('d', 5)), primitive: () => 'abc'.at(T('a', 1)), number: () => (5)[T('k', 'toFixed')](T('a', 1)), strictThis: () => (0, obj.g)(T('a', 3)), paren: () => (obj.g)(T('a', 3)), comma: () => (log('c', 1), obj).g(T('a', 3)), bind: () => obj.g.call(T('this', 1), T('a', 2)), symbol: () => obj[Symbol('s')](T('a', 1)), bigint: () => 5n.nothing(T('a', 1)), arr: () => [1, 2][T('k', 'map')]((x) => T('x', x)),
};
for (const [name, run] of Object.entries(tests)) {
  out = []; let r;
  try { r = await run(); } catch (e) { r = `${e.name}: ${e.message}`; }
  console.log(name, out.join(), '|', String(r));
}
// The same, awaited.
const waits = {
  nullMethod: async (o = nul) => o.m(await A('a', 1)), deep: async () => obj.n.deep.m(await A('a', 1)), getG: async () => obj.g(await A('a', 1)), nullPlus: async (o = nul) => { o.x += await A('a', 1); }, plusNoisy: async () => { obj[noisy('x')] += await A('a', 1); return obj.x; }, assignNoisy: async () => { obj[noisy('x')] = await A('a', 1); }, nullAssign: async (o = nul) => { o.x = await A('a', 1); }, dstrNoisy: async () => { [obj[noisy('x')], obj[noisy('y')]] = await A('a', [1, 2]); }, tag: async (o = nul) => o.tag`a${await A('a', 1)}`, undeclared: async () => undeclaredThing.m(await A('a', 1)), notCallable: async () => obj.f(await A('a', 1)), newNull: async (o = nul) => new o.C(await A('a', 1)), keyed: async () => obj[noisy('g')](await A('a', 1)), lit: async () => JSON.stringify({ [noisy('p')]: T('v', 1), [noisy('q')]: await A('w', 2), get [noisy('r')]() { return 1; } }), tmpl: async () => `${noisy('t')}${await A('a', 1)}`, bin: async () => noisy('5') - (await A('a', 1)), cmp: async () => noisy('5') < (await A('a', { valueOf: () => log('vo', 9) })),
};
for (const [name, run] of Object.entries(waits)) {
  out = []; let r;
  try { r = await run(); } catch (e) { r = `${e.name}: ${e.message}`; }
  console.log(name, out.join(), '|', String(r));
}
