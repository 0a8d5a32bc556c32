import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import type { Trouble } from '../../protocol/members.ts';
import { ConnectionRefused } from './link.ts';

/** A dial that failed, by what is wrong. */
export class LinkFailure extends OmosixError {
  readonly kind: Trouble['kind'];
  constructor(kind: Trouble['kind'], message: string) {
    super('ELINK', message);
    this.kind = kind;
  }
}

/** What a failed attempt is called. */
export function troubleOf(error: Error): Trouble {
  const { message } = error;
  if (error instanceof LinkFailure) return { kind: error.kind, message };
  if (error instanceof ConnectionRefused) return { kind: 'nobody', message };
  if (isOmosixError(error) && error.code === 'EVERSION') return { kind: 'version', message };
  return { kind: 'broken', message };
}

/** An error of a socket or of ssh, in words for people. `where`: as the user knows the address. */
export function dialFailure(error: Error, where: string): Error {
  if (isOmosixError(error)) return error;
  const { code, level } = error as { code?: string; level?: string };
  switch (code) {
    case 'ECONNREFUSED':
      return new ConnectionRefused(`nobody listens on ${where}`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ENODATA':
      return new LinkFailure('noname', `the name in ${where} does not resolve`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return new LinkFailure('noroute', `no route to ${where}`);
    case 'ETIMEDOUT':
      return new LinkFailure('silent', `${where} does not answer`);
  }
  if (level === 'client-authentication')
    return new LinkFailure('notmember', `${where} refuses our key: this node is no member there (any more)`);
  if (level === 'handshake' && /host denied/i.test(error.message))
    return new LinkFailure(
      'otherkey',
      `${where} shows another key: it is another machine, or its node was set up anew`,
    );
  return new LinkFailure('broken', `${where}: ${error.message}`);
}
