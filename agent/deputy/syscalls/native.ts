import fs from 'node:fs';

type Callback = (error: Error | null, value?: unknown) => void;

/**
 * Calls a function of node:fs: the blocking form for a task that waits anyway (faster, and its messages are those that
 * the program's own blocking call has), else the form with a callback.
 */
export function native(name: string, sync: boolean, ...args: unknown[]): unknown {
  const functions = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  if (sync) return functions[`${name}Sync`]!(...args);
  return new Promise((resolve, reject) => {
    const callback: Callback = (error, value) => (error ? reject(error) : resolve(value));
    functions[name]!(...args, callback);
  });
}
