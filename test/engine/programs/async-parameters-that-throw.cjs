// What parameters of an async function throw rejects its promise, however the function is run.
const settle = (f) => {
  try {
    return Promise.resolve(f()).then(
      (value) => `is ${value}`,
      (error) => `rejects ${error.name}`,
    );
  } catch (error) {
    return `throws ${error.name}`;
  }
};
const x = 'outer';
async function shares([a = 3] = [], { b } = {}) {
  var a;
  await null;
  return `${a} ${b}`;
}
async function keys([c = 3] = [], { a: d = 2 } = {}) {
  const a = await c;
  return a + d;
}
async function over(y = x) {
  const x = 'inner';
  return y + x;
}
const arrow = async ({ a }) => {
  var a;
  return a;
};
class C {
  #p = 1;
  async m({ a } = null) {
    var a = a ?? (await this.#p);
    return a;
  }
  async waits(a = super.toString(), [b] = a) {
    var b = await b;
    return a + b;
  }
}
async function withs({ a }) {
  with ({ b: 1 }) return a + b;
}
async function withWaits({ a }) {
  with ({ b: await 1 }) return a + b;
}
const methods = { async m([a]) { var a; await a; return a; } };
(async () => {
  for (const f of [
    () => shares(0), () => shares([1], { b: 2 }), () => shares(),
    () => keys(0), () => keys([1]), () => over(), () => over(null),
    () => arrow(), () => arrow({ a: 1 }), () => new C().m(), () => new C().m({}), () => new C().waits(), () => new C().waits('x', 5),
    () => withs(), () => withs({ a: 1 }), () => withWaits(), () => withWaits({ a: 1 }), () => methods.m(), () => methods.m([2]),
  ]) console.log(String(f).replace('() => ', ''), await settle(f));
})();
