import type fc from 'fast-check';
import { isOmosixError } from '../../../protocol/errors.ts';

export interface Fuzz {
  name: string;
  property: fc.IProperty<unknown> | fc.IAsyncProperty<unknown>;
}

/** What `use` gives, or null where it refuses with this code. Any other error is a finding. */
export function orRefusal<T>(code: string, use: () => T): T | null {
  try {
    return use();
  } catch (error) {
    if (isOmosixError(error) && error.code === code) return null;
    throw error;
  }
}
