/** The methods of generators as V8 has them, taken before ours stand in their places (safepoint/generators.ts). */
export type AnyGenerator = Generator<unknown, unknown, unknown>;

export const { prototype: generatorPrototype } = Reflect.getPrototypeOf(function* () {}) as {
  prototype: AnyGenerator;
};
export const { next: nativeNext, return: nativeReturn, throw: nativeThrow } = generatorPrototype;
