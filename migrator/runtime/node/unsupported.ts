// Taken before the program runs: it may put functions of its own in the place of these, and would be given the real module.
const { getOwnPropertyDescriptor, getOwnPropertyNames } = Object;

/** Says, when it is called, that a part of Node's API is not carried; importing it is harmless. */
export function unsupported(name: string, hint = ''): Error {
  const error = new Error(
    `${name} is not yet carried by omrun${hint ? `; ${hint}` : ''}. Run the program with node instead, or without this call.`,
  );
  return Object.assign(error, { code: 'ERR_OMOSIX_UNSUPPORTED' });
}

/** A function, also usable as a class, that throws that error. */
export function refusing(name: string, hint?: string): Function {
  return function refused() {
    throw unsupported(name, hint);
  };
}

/** `process.dlopen`, and what `require` of a native add-on comes to: with Node's own code, so that packages take what they have for that case. */
export function dlopen(_module: unknown, file: unknown): never {
  const words = `${file}: omosix hosts are confined and load no native add-ons; run this program with node`;
  throw Object.assign(new Error(words), { code: 'ERR_DLOPEN_FAILED' });
}

/** A module whose every function refuses: the names of `real`, none of its deeds. Constants and plain data pass. */
export function refusingModule(module: string, real: object): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key of getOwnPropertyNames(real)) {
    const value = getOwnPropertyDescriptor(real, key)?.value as unknown;
    out[key] =
      value === null || (typeof value !== 'function' && typeof value !== 'object')
        ? value
        : refusing(`${module}.${key}`);
  }
  return out;
}
