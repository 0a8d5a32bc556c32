let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
class A { static #x = () => tick(1); static 'e f' = function () {}; 5 = () => 1; #y = class { m() {} }; static n() { return [A.#x.name, new A().#y.name]; } async 'a b'() {} *'c d'() {} static #z = async () => 1; static z() { return A.#z.name; } }
function f() {
  const o = { async 'x y'() { tick(1); }, *[`t`]() { tick(1); }, async 7() {}, 'q r': async () => 1, ['s']: async () => 1 };
  tick(1);
  return [o['x y'].name, o.t.name, o[7].name, o['q r'].name, o.s.name];
}
tick(1);
console.log(JSON.stringify([A.n(), A['e f'].name, new A()[5].name, new A()['a b'].name, new A()['c d'].name, A.z(), f()]));
console.log(JSON.stringify(f()));
