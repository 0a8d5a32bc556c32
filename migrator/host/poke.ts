import { Worker } from 'node:worker_threads';
import { HOST_POKE_FD } from '../../protocol/descriptors.ts';

/**
 * The helper thread that raises the poll flag. Signal handlers do not run while the task computes and memory is not
 * shared between processes, so a thread of this process waits for bytes on the poke descriptor. When the descriptor
 * ends the agent is gone: the thread ends the process, whatever the task is doing.
 */
const HELPER = `
const { workerData: { flag, pokes } } = require('node:worker_threads');
const { Socket } = require('node:net');
const end = () => process.kill(process.pid, 'SIGKILL');
new Socket({ fd: ${HOST_POKE_FD}, readable: true, writable: false })
  .on('data', (bytes) => { Atomics.add(pokes, 0, bytes.length); Atomics.store(flag, 0, 1); })
  .on('end', end)
  .on('error', end);
`;

/** Starts the helper; the returned word counts the bytes that have come. */
export function watchPokes(flag: Int32Array): Int32Array {
  const pokes = new Int32Array(new SharedArrayBuffer(4));
  new Worker(HELPER, { eval: true, workerData: { flag, pokes }, stdout: false, stderr: false }).unref();
  return pokes;
}
