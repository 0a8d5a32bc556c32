/**
 * The hall of threads that share this host's memory. It lives in the helper thread, which always listens: so a thread can be started
 * and ended whatever the others are doing.
 */
import { writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { encodeFrame, type Frame, FrameDecoder, FrameType } from '../../../protocol/frame.ts';
import type { FromHall, ThreadPieceHead, ToHall } from '../../../protocol/host-threads.ts';
import { MAX_FRAME_BYTES } from '../../../protocol/limits.ts';
import { HOST_FILE } from '../bootstrap.ts';
import { type Bell, makeBell, ring } from './blocking-port.ts';
import { Deposits } from './deposits.ts';
import { type HallParts, THREADS, type ThreadParts } from './given.ts';

/**
 * MiB of stack: as plain node's threads have 4, and frames of compiled code are larger than plain ones. V8's own limit, which the
 * process was given for its main thread, does not hold for threads.
 */
const STACK_MB = 16;
/** MiB that the runtime takes of a thread's heap; the rest is the program's. */
const RUNTIME_MB = 16;
const STDERR_FD = 2;
const PIECE_BYTES = MAX_FRAME_BYTES / 4;

const BOOTSTRAP = `{
const { script, parts } = require('node:worker_threads').workerData;
require('node:vm').runInThisContext('(' + script + ')', { filename: '${HOST_FILE}' })(require, { role: 'thread', ...parts });
}`;

interface Thread {
  worker: Worker;
  channel: MessagePort;
  bell: Bell;
}

class Hall {
  private readonly threads = new Map<number, Thread>();
  private readonly deposits = new Deposits();

  constructor(
    private readonly socket: Socket,
    private readonly parts: HallParts,
  ) {
    const decoder = new FrameDecoder();
    this.deposits.serve(parts.memory.port, parts.memory.bell);
    socket.on('data', (chunk: Uint8Array) => {
      for (const frame of decoder.push(chunk)) this.take(frame);
    });
  }

  private take({ type, head, tail }: Frame): void {
    if (type === FrameType.BULK) return this.pass(head as ThreadPieceHead, tail);
    const message = head as ToHall;
    if (message.op === 'begin') this.begin(message);
    else void this.threads.get(message.thread)?.worker.terminate();
  }

  private begin({ thread, memoryMb }: Extract<ToHall, { op: 'begin' }>): void {
    const { script, memory } = this.parts;
    const channel = new MessageChannel();
    const ownMemory = new MessageChannel();
    const parts: ThreadParts = {
      channel: channel.port2,
      bell: makeBell(),
      memory: { port: ownMemory.port2, bell: makeBell(), counts: memory.counts },
    };
    const worker = new Worker(BOOTSTRAP, {
      eval: true,
      stdout: false,
      stderr: false,
      workerData: { script, parts },
      transferList: [channel.port2, ownMemory.port2],
      resourceLimits: {
        stackSizeMb: STACK_MB,
        ...(memoryMb !== null && { maxOldGenerationSizeMb: memoryMb + RUNTIME_MB }),
      },
    });
    Atomics.add(memory.counts, THREADS, 1);
    this.threads.set(thread, { worker, channel: channel.port1, bell: parts.bell });
    this.deposits.serve(ownMemory.port1, parts.memory.bell);
    channel.port1.on('message', (bytes: Uint8Array) => this.send(thread, bytes));
    let reason = 'its thread ended';
    worker.on('error', (error: NodeJS.ErrnoException) => {
      reason =
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? 'its thread ran out of memory'
          : `its thread failed: ${error.message}`;
    });
    // What it has said comes first: its end of the channel closes after that.
    const isSilent = new Promise<void>((resolve) => channel.port1.once('close', resolve));
    worker.on('exit', async () => {
      await isSilent;
      this.threads.delete(thread);
      Atomics.sub(memory.counts, THREADS, 1);
      const ended: FromHall = { op: 'ended', thread, reason };
      this.socket.write(encodeFrame(FrameType.CONTROL, ended));
    });
  }

  private pass({ thread }: ThreadPieceHead, tail: Uint8Array): void {
    const to = this.threads.get(thread);
    if (!to || tail.length === 0) return;
    // A copy of its own: `slice` of a Buffer is none.
    const bytes = new Uint8Array(tail);
    to.channel.postMessage(bytes, [bytes.buffer]);
    ring(to.bell);
  }

  private send(thread: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const head: ThreadPieceHead = { what: 'thread', thread };
      this.socket.write(encodeFrame(FrameType.BULK, head, bytes.subarray(at, at + PIECE_BYTES)));
    }
  }
}

export function openHall(socket: Socket, parts: HallParts): void {
  // Nobody would hear of it: the main thread has no event loop.
  process.once('uncaughtException', (error) => {
    writeSync(STDERR_FD, `${error.stack}\n`);
    process.kill(process.pid, 'SIGKILL');
  });
  new Hall(socket, parts);
}
