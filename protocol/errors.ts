/**
 * What can go wrong in the world, by code. Our own bugs are assertions instead.
 * Identify an error by its `code`: `instanceof` does not cross realms or processes.
 */
export type ErrorCode =
  | 'EUSAGE' // the command line is wrong                                → exit 2
  | 'ENOPROGRAM' // the program file does not exist or cannot be read    → exit 127
  | 'ENOTRUNNABLE' // the file is not a program omrun can run            → exit 126
  | 'ECOMPILE' // the program has a syntax error or a missing import     → exit 1
  | 'ENOAGENT' // no agent answers on the control socket
  | 'ENOTASK' // no such task
  | 'ENONODE' // no such node
  | 'EBUSY' // not now; worth asking again soon
  | 'EREFUSED' // the other side says no; the message says why
  | 'EPROTOCOL' // a malformed, oversized or out-of-order message
  | 'EVERSION' // the other side speaks another version
  | 'ELINK' // the connection to a peer broke
  | 'ELOST' // the task is gone: its host or its node died
  | 'ESNAPSHOT' // a snapshot or checkpoint file is damaged, foreign or not for this program
  | 'ENODEVERSION' // a checkpoint of another major version of Node.js, without --any-node
  | 'ECHECKPOINT' // a checkpoint cannot be taken, written, or gone on with; the message says why
  | 'EFENCED' // another deputy has taken over
  | 'EDIVERGED' // a task that is done again from its checkpoint does something else
  | 'EETCD' // etcd is not reached, or refuses us; the message says why
  | 'ETIMEOUT';

export class OmosixError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'OmosixError';
    this.code = code;
  }
}

export function isOmosixError(error: unknown): error is OmosixError {
  return (
    error instanceof Error && error.name === 'OmosixError' && typeof (error as OmosixError).code === 'string'
  );
}

/** An error of the outside world as it travels in an answer; Node's shape (errno, code, syscall, path, dest). */
export interface WireError {
  name: string;
  message: string;
  code?: string;
  errno?: number;
  syscall?: string;
  path?: string;
  dest?: string;
  /** Of the network. */
  address?: string;
  port?: number;
  hostname?: string;
  reason?: string;
  /** Of what its user has not allowed. */
  permission?: string;
  resource?: string;
  /** Of an AggregateError. */
  errors?: WireError[];
  /** What Node's own error of that code is made of, where it is one of its system errors. */
  info?: { code: string; message: string; syscall: string; errno?: number; path?: string; dest?: string };
}
