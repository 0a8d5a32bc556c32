let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
const log = (...x) => { tick(0); console.log(...x); return x[0]; };
const key = (k) => ({ toString() { console.log('key', k); return k; } });
async function f(x) {
  const source = { get s() { console.log('get s'); return 1; } };
  const o = {
    __proto__: { m(y) { tick(0); return y + 1; }, get g() { return 40; } },
    ...source, x, [log('a')]: log(2), [key('b')]: await log(3), named: () => 5, C: class { static n = log('class'); },
    m(y) { tick(0); const z = super.m(y); tick(0); return z + super.g; },
    get v() { return super.g + tick(1); },
    [key('late')]: log('late'), w: await log('w'), after: log('after'),
    n() { const g = () => super.m(tick(3)); return g() + tick(1); },
  };
  return [Object.keys(o).join(), o.m(3), o.v, o.n(), o.named.name, o.C.name, o.b];
}
for (let i = 0; i < 2; i++) console.log(await f(i));
function* g() {
  const o = { a: yield 1, m() { tick(0); return super.toString === Object.prototype.toString; }, b: yield 2 };
  tick(0);
  return o.m() && o.a + o.b;
}
const it = g(); it.next(); it.next(5); console.log(it.next(6).value);
const made = [];
for (const k of ['p', 'q']) made.push({ [k]: await tick(k), m() { return tick(k) + super.constructor.name; } });
for (const each of made) console.log(each.m());
