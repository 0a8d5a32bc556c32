type Library = typeof import('etcd3');

/** The lease that a change was to be bound to is no more: it has expired, or was given back. */
export class LeaseGone extends Error {}

/** A member that is asked and does not answer. */
export const SILENT = 'it says nothing';

/** What an error of the library means: nobody was there, or none of most (ask again, elsewhere); a no; or what the caller must know. */
export function kindOf(library: Library, error: Error): 'away' | 'leaseless' | 'refused' {
  if (error instanceof library.EtcdLeaseInvalidError) return 'leaseless';
  const isDefinite = [
    library.EtcdAuthenticationFailedError,
    library.EtcdPermissionDeniedError,
    library.EtcdUserNotFoundError,
    library.GRPCFailedPreconditionError,
    library.GRPCInvalidArgumentError,
    library.GRPCNotImplementedError,
    library.GRPCUnauthenticatedError,
  ].some((type) => error instanceof type);
  return isDefinite ? 'refused' : 'away';
}

/** Why nobody has answered: what the last one that was asked has said is the cause. */
export const whyOf = (error: Error): string =>
  typeof error.cause === 'string' ? error.cause : wordsOf(error);

/** In words, without the library's. */
export function wordsOf(error: Error): string {
  const bare = error.message
    .replace(/^\w*Error: /, '')
    .replace(/^\d+ [A-Z_]+: /, '')
    .replace(/^.*?Last error: (?:Error: )?(.*?)\.? Resolution note:.*$/s, '$1')
    .replace(/^etcdserver: /, '')
    .replace(/^Deadline exceeded.*$/s, SILENT)
    // OpenSSL's line has it among numbers and file names.
    .replace(/^.*?:SSL routines:\w*:([^:]+):.*$/s, 'TLS: $1')
    .replace(/ \(\d{4}-[-\d:.TZ]+\)$/, '')
    .replace(/^(user name is empty)$/, '$1 (--etcd-user)')
    .replace(/^mvcc: (database space exceeded)$/, 'it is full: $1 (etcdctl compact, defrag, alarm disarm)');
  return bare.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 200) || error.name;
}
