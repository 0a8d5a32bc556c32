import * as z from 'zod/mini';
import { OmosixError } from '../../protocol/errors.ts';

/** What another process says, checked against its schema; anything else ends the link (EPROTOCOL). */
export function validated<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new OmosixError(
    'EPROTOCOL',
    `malformed message: ${issue?.path.join('.') || 'message'}: ${issue?.message}`,
  );
}
