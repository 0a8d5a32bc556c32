import * as fs from 'node:fs';
import { inspect } from 'node:util';
import { pace } from './pace.ts';

/** What a case comes to, in a line: its value, or its error with all that Node puts on it. */
export async function run(cases: Record<string, () => unknown>): Promise<void> {
  for (const [name, act] of Object.entries(cases)) {
    let line: string;
    await pace();
    try {
      line = shown(await act());
    } catch (error) {
      line = told(error);
    }
    console.log(`${name}: ${line}`);
  }
}

const shown = (value: unknown): string => inspect(value, { depth: 4, breakLength: Number.POSITIVE_INFINITY });

export function told(thrown: unknown): string {
  const error = thrown as NodeJS.ErrnoException & { dest?: string };
  const { name, code, errno, syscall, path, dest, message } = error;
  return `${name} ${JSON.stringify({ code, errno, syscall, path, dest })} ${message}`;
}

type AnyFunction = (...args: unknown[]) => unknown;

/** A function of `fs` in its three forms, called with the same arguments; `show` makes of its value what is compared. */
export async function forms(
  name: string,
  args: unknown[],
  show: (value: unknown) => unknown = (value) => value,
): Promise<string[]> {
  const lines: string[] = [];
  const add = (form: string, value: unknown) => lines.push(`${form} ${shown(show(value))}`);
  const all = fs as unknown as Record<string, AnyFunction>;
  try {
    add('sync', all[`${name}Sync`]!(...args));
  } catch (error) {
    lines.push(`sync ${told(error)}`);
  }
  try {
    const [error, ...values] = await new Promise<unknown[]>((done) => {
      all[name]!(...args, (...given: unknown[]) => done(given));
    });
    if (error) lines.push(`callback ${told(error)}`);
    else add('callback', values[0]);
  } catch (error) {
    lines.push(`callback thrown ${told(error)}`);
  }
  const promises = fs.promises as unknown as Record<string, AnyFunction>;
  if (!promises[name]) return lines;
  try {
    add('promise', await promises[name]!(...args));
  } catch (error) {
    lines.push(`promise ${told(error)}`);
  }
  return lines;
}
