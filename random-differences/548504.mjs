// line 1
//   expected p548504 p548504_85:3 p548504_76:2 p548504_34:3 p548504_5:1 p548504_77:"a" p548504_37:0 p548504_5:1 p548504_37:0 p548504_67:"3" p548504_68:4 p548504_66:4 p548504_15:1 p548504_31:8 p548504_217:0 p548504_218:0 p548504_223:1 done undefined
//   got      p548504 p548504_85:3 p548504_76:2 p548504_34:3 p548504_5:1 p548504_77:"a" p548504_37:0 p548504_5:1 p548504_37:0 p548504_67:"3" p548504_68:4 p548504_66:4 p548504_15:1 p548504_217:0 p548504_218:0 p548504_223:1 p548504_31:8 done undefined
// omosix: 5 bounces of 39 safe points
// in fresh processes: different too

let out = [], fuel = 0, ticks = 0;
Function.prototype.toString = function toString() { return 'function'; };
function tick(n) { for (let i = 0; i < n; i++) ticks++; }
function T(tag, v) { if (--fuel < 0) throw new RangeError('fuel'); tick(1); out.push(tag + ':' + show(v, 2)); return v; }
function show(v, depth) {
  if (typeof v === 'string') return JSON.stringify(v);
  if (typeof v === 'bigint') return v + 'n';
  if (typeof v === 'function') return 'function';
  if (Object.is(v, -0)) return '-0';
  if (typeof v !== 'object' || v === null) return String(v);
  if (v instanceof Error) return v.constructor.name + (v instanceof TypeError ? '' : ' ' + v.message);
  if (depth === 0) return '…';
  if (v instanceof Map) return 'Map' + show([...v], depth);
  if (v instanceof Set) return 'Set' + show([...v], depth);
  if (Array.isArray(v)) return '[' + v.slice(0, 20).map((x) => show(x, depth - 1)).join() + ']' + v.length;
  const own = Object.getOwnPropertyDescriptors(v);
  return '{' + Object.keys(own).map((k) => k + ('value' in own[k] ? '=' + show(own[k].value, depth - 1) : '?')).join() + '}';
}
function tag(strings, ...values) { tick(1); return strings.raw.join().length + values.length; }
function* counting(n) { for (let i = 0; i < n; i++) { tick(1); yield i; } }
function later(v) { return typeof v === 'function' ? (tick(1), v()) : new Promise((done) => setTimeout(() => done(v), 0)); }
function end(name, text) { console.log(name + ' ' + out.join(' ') + ' ' + text); }
function run(name, body) {
  out = []; fuel = 120;
  let text = 'done ';
  try { text += show(body(), 2); } catch (e) { text = 'thrown ' + show(e, 2); }
  end(name, text);
}
async function runAsync(name, body) {
  out = []; fuel = 120;
  let text = 'done ';
  try { text += show(await body(), 2); } catch (e) { text = 'thrown ' + show(e, 2); }
  await later(0);
  end(name, text);
}
class p548504_0 {
static made = 0;
#p = 1;
#q(z) { T('p548504_0q', z); return 4; }
m(p548504_2 = 1) {
return Number(BigInt(Math.trunc(T('p548504_5', 1)) || 0) + 3n);
}
get g() { return this.#q(1); }
set g(v) { T('p548504_0g', v); this.#p = v; }
}
async function p548504() {
async function p548504_15({ a: p548504_16 = 2 } = {}) {
async function p548504_31() {
const p548504_33 = `${(p548504_16 ||= T('p548504_32', 1))}-${String(p548504_16)}`;
for (const p548504_36 in ({ a: T('p548504_34', 3), m(x) { return T('p548504_35', x) + this.a; } })) {
async function p548504_37(p548504_39 = T('p548504_38', 7), p548504_40) {
return new p548504_0((p548504_16 -= p548504_16)).m(p548504_0.made);
}
queueMicrotask(() => T('p548504_37', 0)); await p548504_37(p548504_16);
}
T('p548504_66', (T('p548504_67', String(3)), T('p548504_68', 4)));
return (true ? (new Map([[1, 2]]).get(p548504_16) ?? 8) : ({ m(x) { return x; } }).m?.(1));
}
p548504_31(T('p548504_76', p548504_16)).then((v) => T('p548504_31', v), (e) => T('p548504_31!', e));
const p548504_78 = T('p548504_77', 'a');
let p548504_80 = ({ a: p548504_16, m(x) { return T('p548504_79', x) + this.a; } });
return ((arguments[0] ?? 1) & (({ a: 1, b: 2 })?.[p548504_78] ?? p548504_16));
}
for await (const v of [p548504_15((() => { const p548504_82 = ((p548504_81 = 1) => (1 * p548504_81)); let { a: p548504_83 = 8, ...p548504_84 } = ({ ...({ a: 1 }), ['a']: 8 }); p548504_83; return T('p548504_85', 3); })()), 2, later(3)]) { T('p548504_15', v); if ((true || true)) break; }
const p548504_216 = ((p548504_215 = 1) => p548504_0.made);
try {
let [p548504_219 = T('p548504_218', ([0][0] = T('p548504_217', 0))), ...p548504_220] = [...(new Map()).values()];
if (/[a-c]+/.test('m')) return p548504_216(p548504_219, p548504_219, p548504_219);
if ((T('p548504_223', 1) == 0)) return (({ a: 1, b: 2 })?.['a'] ?? T('p548504_221', 5));
} finally {
}
}
await runAsync('p548504', p548504);
