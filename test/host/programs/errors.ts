class A {
  #p = 1;
  get p() {
    return this.#p;
  }
}
const a = new A();
console.log(a, a.p);
console.trace('here');
console.log(new Error('shown').stack!.split('\n')[0]);
console.log(Object.assign(new Error('e', { cause: new TypeError('c') }), { x: 1 }).message);
const e = new Error('m');
e.stack;
console.log(
  Object.getOwnPropertyDescriptor(e, 'stack') !== undefined,
  Error.stackTraceLimit,
  Error.captureStackTrace.length,
);
function f() {
  const o: any = {};
  Error.captureStackTrace(o, f);
  return o.stack;
}
console.log(typeof f());
const old = Error.prepareStackTrace;
Error.prepareStackTrace = (_e, s) => s.length as never;
console.log(typeof new Error('x').stack);
Error.prepareStackTrace = old;
console.log(typeof new Error('y').stack);
