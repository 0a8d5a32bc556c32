import { createRequire } from 'node:module';
import { EMPTY } from '../../../protocol/frame.ts';
import type { SyscallName } from '../../../protocol/syscalls.ts';
import { unseen } from '../promise/unseen.ts';
import type { Task } from '../task.ts';
import { assertionWords, formatTime, tableText } from './console-words.ts';
import { nodeError } from './errors.ts';
import type { AsyncFs } from './fs/async.ts';
import { abortError, internal, validators } from './fs/checks.ts';
import { CLEAR_SCREEN_DOWN, clearLineText, cursorToText, moveCursorText } from './terminal-text.ts';

const RAW = 'raw';

const { getStringWidth } = internal<{ getStringWidth(text: string, isPlain?: boolean): number }>(
  'util/inspect',
);

const { isIP, isIPv4, isIPv6 } =
  internal<Pick<typeof import('node:net'), 'isIP' | 'isIPv4' | 'isIPv6'>>('net');
/** A host has them loaded only where its program asks. */
const http = () => unseen(() => createRequire('/')('node:http') as typeof import('node:http'));
const tls = () => unseen(() => createRequire('/')('node:tls') as typeof import('node:tls'));

/** `omosix:home`: the syscalls, for modules of Node's that are compiled with the program. A program itself cannot ask for it. */
export function makeHome(task: Task, async: AsyncFs): object {
  async.addOp(RAW, ({ value, tail }) => [value, tail]);
  return {
    /** `fn` gets an error, or null, the value and the tail; `of.keepsAlive` says whether the task waits for it. */
    call(
      name: SyscallName,
      args: unknown[],
      tail: Uint8Array | null,
      fn: Function,
      of?: { keepsAlive: boolean },
    ): void {
      async.start(name, args, tail ?? EMPTY, RAW, null, of ? { fn, of } : { fn });
    },
    /** Nobody waits for its end. */
    send(name: SyscallName, args: unknown[]): void {
      task.syscalls.async(name, args as never, EMPTY, { kind: 'ignored' });
    },
    sync: task.shims.restartable('omosix:home.sync', (name: SyscallName, args: unknown[]) => {
      return task.syscalls.sync(name, args as never).value;
    }),
    nodeError,
    abortError,
    httpMethods: () => [...http().METHODS],
    /** A host has TLS loaded only where its program asks. */
    tlsCiphers: () => [...tls().getCiphers()],
    /** @throws as Node does where TLS is asked for with what is no key, no certificate… */
    checkTls: (options: object): void => {
      tls().createSecureContext(options);
    },
    tlsRoots: () => [...tls().rootCertificates],
    statusCodes: () => ({ ...http().STATUS_CODES }),
    isIP,
    isIPv4,
    isIPv6,
    CLEAR_SCREEN_DOWN,
    clearLineText,
    cursorToText,
    moveCursorText,
    getStringWidth,
    assertionWords,
    formatTime,
    tableText,
    validateAbortSignal: validators.validateAbortSignal,
    validateArray: validators.validateArray,
    validateBoolean: validators.validateBoolean,
    validateFunction: validators.validateFunction,
    validateInteger: validators.validateInteger,
    validateOneOf: validators.validateOneOf,
    validateNumber: validators.validateNumber,
    validateObject: validators.validateObject,
    validateString: validators.validateString,
    validateUint32: validators.validateUint32,
  };
}
