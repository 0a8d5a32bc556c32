let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
async function f() {
  const a = { C: class { static n = tick(1); }, w: await 1 };
  const b = { C: class { }, w: await 1 };
  const c = [({ C: class { static n = tick(1); } }).C, await 1];
  const d = { C: class { static n = 1; }, D: class { static [tick('x')]() {} }, f: () => tick(1), g: function () { return tick(1); }, w: await 1 };
  const e = { ['C' + tick(1)]: class { static n = 1; }, ['D']: () => 1, w: await 1 };
  return JSON.stringify([a.C.name, b.C.name, c[0].name, d.C.name, d.D.name, d.f.name, d.g.name, e.C1.name, e.D.name]);
}
console.log(await f());
const k = ({ toString() { console.log('key'); return 'k'; } });
console.log({ [k]: (console.log('before'), await tick(1)), b: tick(2) });
console.log({ [k]: tick((console.log('value'), 1)) });
