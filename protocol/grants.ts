import * as z from 'zod/mini';
import { MAX_GRANTED } from './limits.ts';
import { text } from './node.ts';

/** All of it, or these. */
const granted = z.union([z.literal(true), z.array(text).check(z.maxLength(MAX_GRANTED))]);

/**
 * What a task may do at its home; all else its deputy refuses. A task without grants may do what its user may. Paths are absolute and
 * without links; `net`: `host` or `host:port`; `run`: programs by their paths; `env`: names of variables besides those that everybody has.
 */
export const grants = z.object({ read: granted, write: granted, net: granted, run: granted, env: granted });
export type Grants = z.infer<typeof grants>;

/** As Node's permission model calls what is refused. */
export const PERMISSIONS = {
  read: 'FileSystemRead',
  write: 'FileSystemWrite',
  net: 'Net',
  run: 'ChildProcess',
} as const;
/** What a syscall may ask for. */
export type Granted = keyof typeof PERMISSIONS;
