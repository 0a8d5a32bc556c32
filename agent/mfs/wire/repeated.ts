import * as z from 'zod/mini';
import { toldError, treeError } from '../tree-error.ts';
import type { Asker, Askers } from './asker.ts';

/** Connections over which one request is tried. */
const MAX_ATTEMPTS = 3;

/** @throws EIO for an answer that cannot be one */
export function believed<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  throw treeError('EIO', 'the other side answers what is no answer');
}

/**
 * Over one connection after the other until one lasts. What must not happen twice is done once: where its answer is lost
 * nobody knows whether it was.
 */
export async function repeated<T>(
  askers: Askers,
  isRepeatable: boolean,
  use: (asker: Asker) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const asker = await askers.now();
    try {
      return await use(asker);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ELINK') throw error;
      if (!isRepeatable)
        throw toldError({
          code: 'EIO',
          why: 'the connection broke before the answer: it may have been done, or not',
          isInDoubt: true,
        });
      if (attempt === MAX_ATTEMPTS) throw treeError('EHOSTUNREACH', (error as Error).message);
    }
  }
}
