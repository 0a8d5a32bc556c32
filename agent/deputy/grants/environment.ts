import type { Grants } from '../../../protocol/grants.ts';

/** What programs need to run as their user is used to, and what is no secret. */
const COMMON =
  /^(?:HOME|USER|LOGNAME|SHELL|PATH|PWD|TMPDIR|LANG|LANGUAGE|LC_\w+|TZ|TERM|COLORTERM|COLUMNS|LINES|NO_COLOR|FORCE_COLOR|NODE_ENV|NODE_DISABLE_COLORS|CI)$/;

/** The variables that travel with a task: those in common use, and what its user has named. The others stay at home. */
export function grantedEnvironment(
  env: Record<string, string>,
  { env: named }: Pick<Grants, 'env'>,
): Record<string, string> {
  if (named === true) return env;
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => COMMON.test(name) || named.includes(name)),
  );
}
