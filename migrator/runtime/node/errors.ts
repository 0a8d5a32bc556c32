import { createRequire } from 'node:module';

type ErrorClass = new (...args: unknown[]) => Error;

let codes: Record<string, ErrorClass | undefined> = {};
try {
  ({ codes } = createRequire('/')('internal/errors') as { codes: Record<string, ErrorClass> });
} catch {
  // Not in a host: only there are Node's own errors to be had.
}

/** The error that Node's own module would throw, its words included; `args` are those of its class. */
export function nodeError(code: string, ...args: unknown[]): Error {
  const Known = codes[code];
  return Known ? new Known(...args) : Object.assign(new TypeError(`${code} ${args.map(String)}`), { code });
}
