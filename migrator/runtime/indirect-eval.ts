/** Makes a movable function of a script's text, to be called once with the global object as `this`; undefined where V8's own `eval` is to be used. */
export type MakeScript = (text: string) => Function | undefined;

export interface Evaluation {
  /** For good. */
  putBack(): void;
}

// biome-ignore lint/security/noGlobalEval: it is what programs get
export const nativeEval = globalThis.eval;
const { apply } = Reflect;

/**
 * `eval` as a value, and called by any other name: what it makes is compiled as the rest of the program, so that it can be captured. A direct
 * `eval` sees the variables around it and has to be V8's own: `putBack` before such code runs.
 */
export function installEval(make: MakeScript): Evaluation {
  const { eval: ours } = {
    eval(text: unknown): unknown {
      const run = typeof text === 'string' ? make(text) : undefined;
      return run ? apply(run, globalThis, []) : nativeEval(text as string);
    },
  };
  const replace = (value: unknown): void =>
    void Reflect.defineProperty(globalThis, 'eval', {
      value,
      writable: true,
      enumerable: false,
      configurable: true,
    });
  replace(ours);
  return {
    putBack: () => {
      if (Reflect.getOwnPropertyDescriptor(globalThis, 'eval')?.value === ours) replace(nativeEval);
    },
  };
}

/** What such code finds in the global object, and what its `var` and functions of such a script declare (ECMA-262 9.1.1.4.17, 9.1.1.4.18). */
export const globalVariables = {
  global(name: string): unknown {
    if (!(name in globalThis)) throw new ReferenceError(`${name} is not defined`);
    return (globalThis as Record<string, unknown>)[name];
  },

  globalVariable(name: string): void {
    if (!Object.hasOwn(globalThis, name))
      Object.defineProperty(globalThis, name, {
        value: undefined,
        writable: true,
        enumerable: true,
        configurable: true,
      });
  },

  globalFunction(name: string, value: Function): void {
    const isNew = Object.getOwnPropertyDescriptor(globalThis, name)?.configurable ?? true;
    Object.defineProperty(
      globalThis,
      name,
      isNew ? { value, writable: true, enumerable: true, configurable: true } : { value },
    );
  },
};
