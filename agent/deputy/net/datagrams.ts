import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type {
  DatagramBinding,
  DatagramMethod,
  DatagramOptions,
  DatagramSender,
} from '../../../protocol/datagram-syscalls.ts';
import type { SocketAddress } from '../../../protocol/net-syscalls.ts';
import type { Outcome } from '../stream.ts';

/** What has come and was not asked for; beyond it messages are lost, as they are where a kernel's own store is full. */
const MOST_KEPT_BYTES = 256 * 1024;
const MOST_KEPT = 4096;
const MOST_OPEN = 4096;

/** The task's sockets of UDP. They end with the deputy. */
export class Datagrams {
  private readonly sockets = new Map<number, DatagramSocket>();

  open(id: number, options: DatagramOptions): void {
    if (this.sockets.has(id)) throw new TypeError(`socket ${id} is open`);
    if (this.sockets.size >= MOST_OPEN) throw failure('socket', 'EMFILE', -24);
    this.sockets.set(id, new DatagramSocket(options));
  }

  /** @throws where the deputy may be another one than when it was made */
  of(id: number): DatagramSocket {
    const socket = this.sockets.get(id);
    if (!socket) throw failure('recv', 'EBADF', -9);
    return socket;
  }

  close(id: number): void {
    this.sockets.get(id)?.close();
    this.sockets.delete(id);
  }
}

export class DatagramSocket {
  private readonly socket: Socket;
  private readonly came: { bytes: Buffer; from: RemoteInfo }[] = [];
  private bytes = 0;
  private isClosed = false;
  private waiting: (() => void) | null = null;

  constructor(options: DatagramOptions) {
    this.socket = createSocket(options);
    this.socket.on('message', (bytes, from) => this.take(bytes, from));
    // What is asked of it tells its own errors; of others nobody hears until it is read again.
    this.socket.on('error', () => {});
  }

  async bind(options: DatagramBinding): Promise<SocketAddress> {
    await this.settled('listening', () => this.socket.bind(options));
    return this.socket.address();
  }

  async connect(port: number, address: string | null): Promise<SocketAddress> {
    await this.settled('connect', () =>
      address === null ? this.socket.connect(port) : this.socket.connect(port, address),
    );
    return this.socket.address();
  }

  send(bytes: Uint8Array, port: number | null, address: string | null): Promise<number> {
    return new Promise((resolve, reject) => {
      const told = (error: Error | null, sent: number) => (error ? reject(error) : resolve(sent));
      if (port === null) this.socket.send(bytes, told);
      else if (address === null) this.socket.send(bytes, port, told);
      else this.socket.send(bytes, port, address, told);
    });
  }

  /** One waits at a time: the one before it hears that there is nothing. */
  async receive(): Promise<Outcome> {
    this.awake();
    if (this.came.length === 0 && !this.isClosed)
      await new Promise<void>((resolve) => {
        this.waiting = resolve;
      });
    const next = this.came.shift();
    if (!next) return { value: null };
    this.bytes -= next.bytes.length;
    const { address, family, port, size } = next.from;
    const from: DatagramSender = { address, family, port, size };
    return { value: from, bytes: next.bytes };
  }

  /** @throws as the method does */
  call(method: DatagramMethod, values: unknown[]): unknown {
    const { socket } = this;
    const result: unknown = Reflect.apply(socket[method] as () => unknown, socket, values);
    return result === socket ? null : (result ?? null);
  }

  close(): void {
    this.isClosed = true;
    this.came.length = 0;
    this.awake();
    this.socket.close();
  }

  private take(bytes: Buffer, from: RemoteInfo): void {
    if (this.bytes + bytes.length > MOST_KEPT_BYTES || this.came.length >= MOST_KEPT) return;
    this.came.push({ bytes, from });
    this.bytes += bytes.length;
    this.awake();
  }

  private awake(): void {
    const { waiting } = this;
    this.waiting = null;
    waiting?.();
  }

  private settled(event: string, start: () => void): Promise<void> {
    const { socket } = this;
    return new Promise((resolve, reject) => {
      const done = () => {
        socket.off('error', failed);
        resolve();
      };
      const failed = (error: Error) => {
        socket.off(event, done);
        reject(error);
      };
      socket.once(event, done).once('error', failed);
      try {
        start();
      } catch (error) {
        socket.off(event, done).off('error', failed);
        reject(error as Error);
      }
    });
  }
}

function failure(syscall: string, code: string, errno: number): Error {
  return Object.assign(new Error(`${syscall} ${code}`), { errno, code, syscall });
}
