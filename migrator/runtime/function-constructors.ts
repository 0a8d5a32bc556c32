/** Makes a movable function of the text that V8's own constructor gave its own; undefined where that is to be used. */
export type MakeFunction = (text: string) => Function | undefined;

// As text: the bundler may take async functions and generators apart.
const NATIVE: FunctionConstructor[] = [
  '() => {}',
  'function* () {}',
  'async () => {}',
  'async function* () {}',
].map((text) => new Function(`return (${text}).constructor;`)());

/**
 * `Function`, `GeneratorFunction` and so on: V8's own constructor converts the arguments, checks the text and puts it together; the function
 * that the program gets is compiled as the rest of it, so that it can be captured.
 */
export function installFunctionConstructors(make: MakeFunction): void {
  const { apply, construct, defineProperty, getPrototypeOf, setPrototypeOf } = Reflect;
  const toText = Function.prototype.toString;
  const ours = NATIVE.map((native) => {
    const { name } = native;
    const made = (args: unknown[], target: Function | undefined): Function => {
      const plain = construct(native, args, target ?? native) as Function;
      const movable = make(apply(toText, plain, []));
      if (!movable) return plain;
      const prototype = getPrototypeOf(plain);
      if (getPrototypeOf(movable) !== prototype) setPrototypeOf(movable, prototype!);
      return movable;
    };
    const constructor = {
      [name]: function (this: unknown, ...args: unknown[]): Function {
        return made(args, new.target);
      },
    }[name] as Function;
    defineProperty(constructor, 'length', { value: 1, configurable: true });
    defineProperty(constructor, 'prototype', { value: native.prototype, writable: false });
    const own = Object.getOwnPropertyDescriptor(native.prototype, 'constructor')!;
    defineProperty(native.prototype, 'constructor', { ...own, value: constructor });
    return constructor;
  });
  for (const each of ours.slice(1)) setPrototypeOf(each, ours[0]!);
  defineProperty(globalThis, 'Function', {
    value: ours[0],
    writable: true,
    enumerable: false,
    configurable: true,
  });
}
