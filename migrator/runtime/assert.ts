/** What must hold, else it is a bug of ours. Node's own `assert` spreads its arguments: a program that has changed how arrays are iterated breaks it. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`omosix bug: not so that ${message}`);
}
