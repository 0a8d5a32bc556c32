import * as z from 'zod/mini';

/** A command that an ssh client started has its terminal at the other end of descriptor 3. This variable holds its first size. */
export const REMOTE_TERMINAL = 'OMOSIX_TERMINAL';

const cells = z.int().check(z.gte(1), z.lte(4096));

/** A line of JSON on descriptor 3 for each change. The command answers with `1` and `0`: raw mode on and off. */
export const terminalSize = z.object({ columns: cells, rows: cells });
export type TerminalSize = z.infer<typeof terminalSize>;
