import { createRequire } from 'node:module';
import type { Seed } from './intrinsics.ts';

type ErrorClass = Function & Record<string, unknown>;

/** What Node's own modules throw with a `code` inherits from prototypes that no property leads to: one for each code, some with variants. */
export function nodeErrorPrototypes(): Seed[] {
  let codes: Record<string, ErrorClass>;
  let AbortError: ErrorClass;
  try {
    ({ codes, AbortError } = createRequire('/')('internal/errors') as {
      codes: Record<string, ErrorClass>;
      AbortError: ErrorClass;
    });
  } catch {
    return [];
  }
  const found: Seed[] = [];
  const add = (name: string, made: unknown): void => {
    if (typeof made !== 'function') return;
    const { prototype } = made as { prototype?: object };
    if (prototype && prototype instanceof Error) found.push([pathOf(prototype, name), prototype]);
  };
  add('ABORT_ERR', AbortError);
  for (const code of Object.keys(codes).sort()) {
    const made = codes[code]!;
    add(code, made);
    for (const variant of Object.getOwnPropertyNames(made)) add(`${code}.${variant}`, made[variant]);
  }
  return found;
}

/** With the builtin that it extends: all that matters of it where another version of Node.js has no such code. */
function pathOf(prototype: object, name: string): string {
  const base = [TypeError, RangeError, SyntaxError, URIError, EvalError, ReferenceError].find(
    (each) => prototype instanceof each,
  );
  return `${(base ?? Error).name}.prototype for ${name}`;
}

/** The path of that builtin's prototype. */
export const baseOfNodeError = (path: string): string | undefined =>
  /^(\w+\.prototype) for \w/.exec(path)?.[1];
