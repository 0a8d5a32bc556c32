/** SSH_FX_…: all that version 3 can say of how a request came out. */
export const Status = {
  OK: 0,
  EOF: 1,
  NO_SUCH_FILE: 2,
  PERMISSION_DENIED: 3,
  FAILURE: 4,
  BAD_MESSAGE: 5,
  CONNECTION_LOST: 7,
  OP_UNSUPPORTED: 8,
} as const;
export type Status = (typeof Status)[keyof typeof Status];

/** What a request comes to, said in the protocol's own terms. */
export class SftpError extends Error {
  constructor(
    readonly status: Status,
    message: string,
  ) {
    super(message);
  }
}

/** As OpenSSH's server maps them; sshfs, sftp and scp make errors of the system out of these again. */
const STATUS_OF: Record<string, Status> = {
  ENOENT: Status.NO_SUCH_FILE,
  ENOTDIR: Status.NO_SUCH_FILE,
  EBADF: Status.NO_SUCH_FILE,
  ELOOP: Status.NO_SUCH_FILE,
  EPERM: Status.PERMISSION_DENIED,
  EACCES: Status.PERMISSION_DENIED,
  EROFS: Status.PERMISSION_DENIED,
  EINVAL: Status.BAD_MESSAGE,
  ENAMETOOLONG: Status.BAD_MESSAGE,
  ENOSYS: Status.OP_UNSUPPORTED,
  EOPNOTSUPP: Status.OP_UNSUPPORTED,
  EHOSTUNREACH: Status.CONNECTION_LOST,
};

export function statusOf(error: Error & { code?: unknown }): [Status, string] {
  if (error instanceof SftpError) return [error.status, error.message];
  return [STATUS_OF[String(error.code)] ?? Status.FAILURE, error.message];
}
