import { OVER_SSH } from '../agent/users/environment.ts';
import { OmosixError } from '../protocol/errors.ts';

/**
 * What an ssh client of the agent may not decide: who comes in, and what of the machine is served.
 * @throws OmosixError EREFUSED
 */
export function onThisMachine(what: string): void {
  if (process.env[OVER_SSH])
    throw new OmosixError('EREFUSED', `${what} is decided on the machine itself, not over ssh`);
}
