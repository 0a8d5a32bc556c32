let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
function f(k) {
  const o = { C: class { m() { return k; } }, ['D' + k]: class { m() { return k; } }, 'e f': class { static z = 1; } , 5: class {}, f() {}, g: () => k, ['h' + k]: () => k };
  tick(1);
  return JSON.stringify([o.C.name, o['D' + k].name, o['e f'].name, o[5].name, o.f.name, o.g.name, o['h' + k].name]);
}
console.log(f(1));
console.log(f(2));
class S { static I = class { q() { return 1; } }; k = class { r() {} }; }
tick(1);
console.log(S.I.name, new S().k.name);
tick(1);
