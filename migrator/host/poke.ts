import threads, { Worker } from 'node:worker_threads';
import { HOST_AHEAD_FD, HOST_CHANNEL_FD, HOST_POKE_FD } from '../../protocol/descriptors.ts';
import { HOST_FILE } from './bootstrap.ts';
import { type GatheredMemory, HELPER_WRITES } from './gathered.ts';
import type { HallParts } from './threads/given.ts';

/**
 * The helper thread that raises the poll flag. Signal handlers do not run while the task computes and memory is not
 * shared between processes, so a thread of this process waits for bytes on the poke descriptor. When the descriptor
 * ends the agent is gone: the thread ends the process, whatever the task is doing.
 *
 * It also writes to the agent what shall not keep the task waiting, and what the task has gathered and not sent;
 * and it becomes the hall of threads that share the host's memory.
 */
const HELPER = `
const { parentPort, workerData: { flag, pokes, gathered } } = require('node:worker_threads');
const { Socket } = require('node:net');
const end = () => process.kill(process.pid, 'SIGKILL');
new Socket({ fd: ${HOST_POKE_FD}, readable: true, writable: false })
  .on('data', (bytes) => { Atomics.add(pokes, 0, bytes.length); Atomics.store(flag, 0, 1); })
  .on('end', end)
  .on('error', end);
${HELPER_WRITES}
let out;
parentPort.on('message', ({ memory, bytes, hall }) => {
  if (memory === undefined && !hall) return gatheredSoon(gathered, ${HOST_CHANNEL_FD}, end);
  out ??= new Socket({ fd: ${HOST_AHEAD_FD}, readable: true, writable: true }).on('error', end);
  if (!hall) return out.write(Buffer.from(memory, 0, bytes));
  const run = require('node:vm').runInThisContext('(' + hall.script + ')', { filename: '${HOST_FILE}' });
  run(require, { role: 'hall', socket: out, ...hall });
});
`;

export interface Helper {
  /** Counts the bytes that have come. */
  pokes: Int32Array;
  /** Writes the first `bytes` of the memory to descriptor 6 while the task runs; the agent tells when they have come. */
  write(memory: SharedArrayBuffer, bytes: number): void;
  /** Writes what is gathered to the channel in a little while, whatever the task does. */
  alarm(): void;
  /** From now on it starts threads as the agent says. Once. */
  openHall(parts: HallParts): void;
}

export function startHelper(flag: Int32Array, gathered: GatheredMemory): Helper {
  const pokes = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(HELPER, {
    eval: true,
    workerData: { flag, pokes, gathered },
    stdout: false,
    stderr: false,
  });
  worker.unref();
  const post = worker.postMessage.bind(worker);
  return {
    pokes,
    write: (memory, bytes) => post({ memory, bytes }),
    alarm: () => post({}),
    openHall: (hall) => post({ hall }, [hall.memory.port]),
  };
}

/**
 * What the permission model leaves open is taken away for good, so that a program that got hold of one of Node's own
 * objects could do no more with it: a thread would have an event loop, and with it sockets; signals need none.
 */
export function disarm(): void {
  const refuse = (what: string) =>
    function refused(): never {
      throw Object.assign(new Error(`${what} is not for guests`), { code: 'ERR_ACCESS_DENIED' });
    };
  const noThreads = refuse('a thread');
  Object.defineProperty(Worker.prototype, 'constructor', { value: noThreads });
  Object.defineProperty(threads, 'Worker', { value: noThreads, enumerable: true });
  for (const name of ['kill', '_kill', 'abort', 'dlopen'] as const)
    Object.defineProperty(process, name, { value: refuse(`process.${name}`), enumerable: true });
}
