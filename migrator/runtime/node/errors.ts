import { createRequire } from 'node:module';

type ErrorClass = new (...args: unknown[]) => Error;

interface Internal {
  codes: Record<string, ErrorClass | undefined>;
  AbortError: ErrorClass;
  aggregateTwoErrors: Function;
}

function load(): Internal | undefined {
  try {
    return createRequire('/')('internal/errors') as Internal;
  } catch {
    // Not in a host: only there are Node's own errors to be had.
    return undefined;
  }
}
const internal = load();

/**
 * The error that Node's own module would throw, its words included; `args` are those of its class. Some codes have several, which differ in
 * what they inherit from: `ERR_INVALID_STATE.TypeError`.
 */
export function nodeError(name: string, ...args: unknown[]): Error {
  const [code, variant] = name.split('.') as [string, string?];
  const first = internal?.codes[code];
  const Known = variant ? (first as unknown as Record<string, ErrorClass> | undefined)?.[variant] : first;
  return Known ? new Known(...args) : Object.assign(new TypeError(`${code} ${args.map(String)}`), { code });
}

/** What streams throw. */
const OF_STREAMS = [
  'ERR_ILLEGAL_CONSTRUCTOR',
  'ERR_INVALID_ARG_TYPE',
  'ERR_INVALID_ARG_VALUE',
  'ERR_INVALID_RETURN_VALUE',
  'ERR_METHOD_NOT_IMPLEMENTED',
  'ERR_MISSING_ARGS',
  'ERR_MULTIPLE_CALLBACK',
  'ERR_OUT_OF_RANGE',
  'ERR_SOCKET_BAD_PORT',
  'ERR_STREAM_ALREADY_FINISHED',
  'ERR_STREAM_CANNOT_PIPE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_NULL_VALUES',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_PUSH_AFTER_EOF',
  'ERR_STREAM_UNSHIFT_AFTER_END_EVENT',
  'ERR_STREAM_WRITE_AFTER_END',
  'ERR_UNKNOWN_ENCODING',
  'ERR_UNKNOWN_SIGNAL',
];

/** Node's errors for modules of Node's that are compiled with the program. */
export function streamErrors(): object {
  const codes: Record<string, unknown> = {};
  for (const code of OF_STREAMS) codes[code] = internal?.codes[code];
  const { AbortError, aggregateTwoErrors } = internal!;
  return { codes, AbortError, aggregateTwoErrors, hideStackFrames: (fn: Function) => fn };
}
