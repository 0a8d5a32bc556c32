import type { Task } from '../task.ts';

// Taken before the program runs: it may put functions of its own in the place of these, and would be given the real module.
const { defineProperty, getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf, prototype } = Object;
const { isArray } = Array;

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

// Before it is taken away from guests.
const { dlopen } = process;
const { apply } = Reflect;

/**
 * `process.dlopen`, and what `require` of a native add-on comes to. Where none is loaded that is told with Node's own code, so that packages
 * take what they have for that case.
 */
export const dlopenFor = (task: Task): Function =>
  function dlopen_(module: object, file: unknown, ...flags: number[]): void {
    if (task.state.spec.addons) return apply(dlopen, process, [module, file, ...flags]);
    const words = `${file}: native add-ons are not loaded here; with omrun --addons they are, and the program stays at home`;
    throw Object.assign(new Error(words), { code: 'ERR_DLOPEN_FAILED' });
  };

/** Those that it inherits, too: `cluster` is an emitter. */
function membersOf(real: object): { key: string; owner: object }[] {
  const members: { key: string; owner: object }[] = [];
  for (
    let owner: object | null = real;
    owner && owner !== prototype;
    owner = getPrototypeOf(owner) as object | null
  )
    for (const key of getOwnPropertyNames(owner))
      if (key !== 'constructor' && !members.some((known) => known.key === key)) members.push({ key, owner });
  return members;
}

/** A module whose every function refuses: the names of `real`, none of its deeds. Constants and plain data pass. */
export function refusingModule(module: string, real: object): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const { key, owner } of membersOf(real)) {
    const descriptor = getOwnPropertyDescriptor(owner, key);
    const value = descriptor?.value as unknown;
    if (descriptor?.get && owner === real) {
      const behind = (real as Record<string, unknown>)[key];
      // Names; what else is behind a getter says so when it is read.
      const get = isArray(behind) ? () => [...behind] : refusing(`${module}.${key}`);
      defineProperty(out, key, { get: get as () => unknown, enumerable: true, configurable: true });
      continue;
    }
    out[key] =
      value === null || (typeof value !== 'function' && typeof value !== 'object')
        ? value
        : refusing(`${module}.${key}`);
  }
  return out;
}
