import type { Frontmatter } from './frontmatter.ts';

/** How a program ended, under plain node or under us. */
export interface Ended {
  /** It was refused before any of it ran. */
  refused: boolean;
  /** What is shown of the error that ended it; null: it ended by itself. */
  error: string | null;
  stdout: string;
}

const COMPLETE = 'Test262:AsyncTestComplete';

/** Null where the test passed, else why not. */
export function failureOf(
  { negative, flags }: Frontmatter,
  { refused, error, stdout }: Ended,
): string | null {
  if (negative) {
    const early = negative.phase !== 'runtime';
    if (error === null) return `no error, expected ${negative.type}`;
    if (early !== refused) return early ? `refused too late: ${error}` : `refused: ${error}`;
    return early || error.includes(negative.type) ? null : `expected ${negative.type}: ${error}`;
  }
  if (error !== null) return error;
  if (!flags.has('async')) return null;
  if (stdout.includes('Test262:AsyncTestFailure'))
    return stdout.slice(stdout.indexOf('Test262:AsyncTestFailure'));
  return stdout.includes(COMPLETE) ? null : '$DONE was not called';
}
