/** Our own bugs: kept on in production, so that nothing goes on wrongly. */
export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${what}`);
}
