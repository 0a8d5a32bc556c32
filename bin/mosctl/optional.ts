import { InvalidArgumentError } from 'commander';

/** Takes out what was set. */
export const NONE = 'none';
export type None = typeof NONE;

/** A value of an option, or none. What `parse` cannot understand is wrong usage, in its words. */
export const orNone =
  <Value>(parse: (text: string) => Value) =>
  (text: string): Value | None => {
    if (text === NONE) return NONE;
    try {
      return parse(text);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EUSAGE') throw error;
      throw new InvalidArgumentError(`${(error as Error).message}.`);
    }
  };

/** A setting after an option; undefined: as before. */
export function changed<Name extends string, Value>(
  name: Name,
  before: Value | undefined,
  now: Value | None | undefined,
): { [key in Name]?: Value } {
  const value = now === undefined ? before : now;
  return value === undefined || value === NONE ? {} : ({ [name]: value } as { [key in Name]: Value });
}
