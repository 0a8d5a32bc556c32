import type { WireError } from '../../protocol/errors.ts';

/** An error of node:fs and its like, as it travels to the task. */
export function wireError(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { code, errno, syscall, path } = error as NodeJS.ErrnoException;
  const { dest, info, address, port, hostname, reason, errors, permission, resource } =
    error as unknown as Partial<Record<string, unknown>>;
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' && { code }),
    ...(typeof errno === 'number' && { errno }),
    ...(typeof syscall === 'string' && { syscall }),
    ...(typeof path === 'string' && { path }),
    ...(typeof dest === 'string' && { dest }),
    ...(typeof address === 'string' && { address }),
    ...(typeof port === 'number' && { port }),
    ...(typeof hostname === 'string' && { hostname }),
    ...(typeof reason === 'string' && { reason }),
    ...(typeof permission === 'string' && { permission }),
    ...(typeof resource === 'string' && { resource }),
    ...(Array.isArray(errors) && { errors: errors.map(wireError) }),
    ...(typeof info === 'object' && info !== null && { info: infoOf(info as Info) }),
  };
}

type Info = NonNullable<WireError['info']>;

function infoOf({ code, message, syscall, errno, path, dest }: Info): Info {
  const text = (value: unknown) => (value === undefined ? undefined : String(value));
  return { code, message, syscall, errno, path: text(path), dest: text(dest) };
}
