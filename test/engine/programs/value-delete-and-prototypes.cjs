// What `delete` gives for what is no reference; names of functions that become prototypes; species of promises.
"use strict";
const t = (n) => (n > 0 ? t(n - 1) + 1 : 0);
const o = { a: 1, f() { return this; }, get: { b: 1 } };
console.log(delete t(1), delete o.f().a, o, delete o?.f().get?.b, o);
console.log(Object.getPrototypeOf({ __proto__: function () {} }).name, ({ ['__proto__']: function () {} }).__proto__.name, ({ __proto__() {} }).__proto__.name);
const species = Object.getOwnPropertyDescriptor(Promise, Symbol.species);
Object.defineProperty(Promise, Symbol.species, { value: function Bad() { throw new Error('bad'); } });
try {
  Promise.resolve(t(1)).then();
} catch (error) {
  console.log(error.message, t(1));
}
Object.defineProperty(Promise, Symbol.species, species);
const __proto__ = { inherited: t(1) };
const holder = { __proto__, t };
console.log(Object.keys(holder), holder.inherited, t(1), (({ __proto__: it }) => it === __proto__)(holder));
