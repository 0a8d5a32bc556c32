import { serialize } from 'node:v8';
import { Script } from 'node:vm';
import { isOmosixError } from '../../../protocol/errors.ts';
import type { ThreadOrder } from './threads.ts';

/** An error of ours about a thread, as the runtime sends those of a program (migrator/runtime/node/threads/errors.ts). */
export function threadError(name: string, message: string, code?: string): Uint8Array {
  const properties = { message, stack: `${name}: ${message}`, ...(code && { code }) };
  return serialize({ is: 'error', name, properties });
}

const isOutOfMemory = (reason: string): boolean => reason.endsWith('ran out of memory');

/** It did not end by itself. */
export const lostError = (reason: string): Uint8Array =>
  isOutOfMemory(reason)
    ? threadError(
        'Error',
        'Worker terminated due to reaching memory limit: JS heap out of memory',
        'ERR_WORKER_OUT_OF_MEMORY',
      )
    : threadError('Error', `worker lost: ${reason}`);

/** What node would say of a program that cannot be started. */
export function startError(
  { start, source }: Pick<ThreadOrder, 'start' | 'source'>,
  error: unknown,
): Uint8Array {
  const { message } = error as Error;
  if (!isOmosixError(error)) {
    const { code } = error as NodeJS.ErrnoException;
    return threadError('Error', message, code === 'ERR_ACCESS_DENIED' ? code : undefined);
  }
  if (isOutOfMemory(message)) return lostError(message);
  if (error.code === 'ENOPROGRAM')
    return threadError('Error', `Cannot find module '${start.file}'`, 'MODULE_NOT_FOUND');
  if (error.code !== 'ECOMPILE') return threadError('Error', message);
  return threadError('SyntaxError', (start.isModule ? null : syntaxMessage(source)) ?? message);
}

/** In V8's words; parsed, not run. */
function syntaxMessage(source: string): string | null {
  try {
    new Script(`(function () {${source}\n})`);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
