// What has no methods throws before the arguments of the call are evaluated; private accessors and fields are read before them.
let out = [];
const T = (tag, value) => {
  for (let i = 0; i < 2; i++) out.push(tag);
  return value;
};
class A {
  #method(z) {
    return `method ${z}`;
  }
  #field = (z) => `field ${z}`;
  get #getter() {
    out.push('got');
    return (z) => `getter ${z}`;
  }
  #counted = 0;
  get #late() {
    this.#counted++;
    return this.#field;
  }
  plain(z) {
    return `plain ${z}`;
  }
  detached() {
    return this.plain(T('plain', 1));
  }
  parts() {
    return [
      function () { return this.#method(T('method', 1)); },
      function () { return this.#field(T('field', 1)); },
      function () { return this.#getter(T('getter', 1)); },
      function () { return this.plain(T('plain', 1)); },
      function (o = this) { return o.#method(T('of a variable', 1)); },
      function () { return this?.#method(T('optional', 1)); },
      function () { return this.#method?.(T('called perhaps', 1)); },
      function () { return this.#method(this.#method(T('in one another', 1))); },
      function () { return this.#field((this.#field = T('replaced meanwhile', (z) => `new ${z}`)) && 2) + (this.#field = (z) => `field ${z}`); },
      function () { return [this.#late(T('late', this.#counted)), this.#counted]; },
      function () { return this.plain(T('plain', 1), ...T('spread', [2])); },
      this.detached,
      this.plain,
    ];
  }
  async waits() {
    return [await this.#getter(await T('awaited', 1)), this.#method(await T('awaited', 2))].join();
  }
  *yields() {
    yield this.#getter(yield T('yielded', 1));
    yield this.#method(yield T('yielded', 2));
  }
}
const tell = (name, run) => {
  out = [];
  let result;
  try {
    result = run();
  } catch (error) {
    result = `${error.name} ${error.message}`;
  }
  console.log(name, out.join(), '|', String(result));
};
new A().parts().forEach((f, i) => {
  for (const self of [undefined, null, {}, new A()]) tell(i, () => f.call(self, 'given'));
});
out = [];
console.log(await new A().waits(), out.join());
tell('yields', () => {
  const it = new A().yields();
  return [it.next(), it.next('a'), it.next(), it.next('b')].map(({ value }) => value);
});
await new A().waits.call({}).catch((error) => console.log(error.name, error.message));

tell('missing', () => missing.method(T('never', 1)));
tell('missing part', () => missing.part.method(T('never', 1)));
tell('nothing', () => globalThis.nothing.method(T('never', 1)));
tell('no method', () => globalThis.nothing(T('evaluated', 1)));
tell('Math', () => Math.max(T('max', 2), Math.nothing?.(T('never', 1)) ?? 3));
globalThis.made = null;
tell('made null', () => made.method(T('never', 1)));
