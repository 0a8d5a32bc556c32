import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { OmosixError } from '../protocol/errors.ts';
import { privateDirectory } from './places.ts';

/**
 * What a node keeps over its restarts: a small JSON file in its state directory, replaced whole.
 * @throws OmosixError EREFUSED where the file is damaged: what its user has decided is not guessed
 */
export function readState<T>(path: string, schema: z.ZodMiniType<T>, otherwise: T): T {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw error;
  }
  const read = schema.safeParse(parsed(text));
  if (read.success) return read.data;
  throw new OmosixError('EREFUSED', `${path} is damaged: correct it, or remove it to begin anew`);
}

/** @throws OmosixError EREFUSED where it cannot be kept */
export function writeState(directory: string, name: string, value: unknown): void {
  const path = join(directory, name);
  const temporary = `${path}.${process.pid}`;
  try {
    privateDirectory(directory);
    writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    throw new OmosixError('EREFUSED', `${path} cannot be written: ${(error as Error).message}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
