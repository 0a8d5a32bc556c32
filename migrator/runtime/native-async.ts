/** The prototypes of async functions and generators, from outside of this bundle: in its own text there are none (they would use V8's promises). */
import vm from 'node:vm';

const [asyncFunction, asyncGenerator] = new vm.Script(
  '[async function () {}, async function* () {}]',
).runInThisContext() as [object, object];

export const asyncFunctionPrototype: object = Reflect.getPrototypeOf(asyncFunction)!;
export const asyncGeneratorFunctionPrototype: object = Reflect.getPrototypeOf(asyncGenerator)!;
export const asyncGeneratorPrototype = (asyncGeneratorFunctionPrototype as { prototype: object }).prototype;
