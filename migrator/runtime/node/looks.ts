const { defineProperty, getOwnPropertyDescriptor, getOwnPropertyNames } = Object;

const functionIn = (module: object, key: string): Function | undefined => {
  const value = getOwnPropertyDescriptor(module, key)?.value as unknown;
  return typeof value === 'function' ? value : undefined;
};

/**
 * Gives functions of ours the names and numbers of parameters that Node's have: programs look at both (who wraps functions, who tells
 * callbacks by their arity). To be called before the heap walk records what they are.
 */
export function lookLike<T extends object>(ours: T, native: object): T {
  for (const key of getOwnPropertyNames(native)) {
    const theirs = functionIn(native, key);
    const own = functionIn(ours, key);
    if (!theirs || !own || own === theirs) continue;
    // What is not carried, and what hosts have taken away from guests.
    if (own.name === 'refused' || theirs.name === 'refused') continue;
    for (const [what, value] of [
      ['name', theirs.name],
      ['length', theirs.length],
    ] as const)
      if (value !== '' && own[what] !== value) defineProperty(own, what, { value, configurable: true });
  }
  return ours;
}
