import { bare } from '../bare.ts';

/** A frame of the stack as V8 shows it. */
export interface CallSite {
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getFunctionName(): string | null;
  getTypeName(): string | null;
}

const PristineError = Error;
const { captureStackTrace } = Error;
const { defineProperty, getOwnPropertyDescriptor, deleteProperty } = Reflect;

/** Sets a property for the time of `action`, whatever the guest has made of it; false where it cannot be set. */
function withProperty(owner: object, key: string, value: unknown, action: () => void): boolean {
  const before = getOwnPropertyDescriptor(owner, key);
  if (!defineProperty(owner, key, bare({ value, writable: true, enumerable: true, configurable: true })))
    return false;
  try {
    action();
  } finally {
    if (before) defineProperty(owner, key, bare(before));
    else deleteProperty(owner, key);
  }
  return true;
}

/**
 * The whole stack, innermost frame first, from the caller of `below` on; undefined where the guest has frozen what V8
 * asks (`Error`). No code of the guest runs: its own `Error.prepareStackTrace` is set aside.
 */
export function callSites(below: Function): CallSite[] | undefined {
  let sites: CallSite[] | undefined;
  const take = () => {
    const holder: { stack?: unknown } = {};
    captureStackTrace(holder, below);
    // Formatting is lazy: this read runs it.
    void holder.stack;
  };
  const prepare = (_error: unknown, trace: CallSite[]) => {
    sites = trace;
    return '';
  };
  const ask = () =>
    withProperty(PristineError, 'stackTraceLimit', Number.POSITIVE_INFINITY, () =>
      withProperty(PristineError, 'prepareStackTrace', prepare, take),
    );
  // Node looks the formatter up on the global `Error`, V8 the limit on its own.
  if (getOwnPropertyDescriptor(globalThis, 'Error')?.value === PristineError) ask();
  else withProperty(globalThis, 'Error', PristineError, ask);
  return sites;
}
