import { createServer, type Server, type Socket } from 'node:net';
import type { ListenOptions, SocketAddress } from '../../../protocol/net-syscalls.ts';

/** Connections that came in and that the task has not taken: beyond it they are refused. */
const MOST_KEPT = 4096;

/** A server of the task's. */
export class Listener {
  private readonly server: Server;
  private readonly came: Socket[] = [];
  private waiting: ((socket: Socket | null) => void) | null = null;
  private isClosed = false;

  constructor(options: ListenOptions) {
    const { noDelay, keepAlive, keepAliveDelayMs } = options;
    this.server = createServer({
      allowHalfOpen: true,
      // Nobody hears of one that fails before it is taken.
      pauseOnConnect: true,
      ...(noDelay !== undefined && { noDelay }),
      ...(keepAlive !== undefined && { keepAlive }),
      ...(keepAliveDelayMs !== undefined && { keepAliveInitialDelay: keepAliveDelayMs }),
    });
    this.server.on('connection', (socket) => this.take(socket));
  }

  /** @throws what `listen` tells by its event */
  listen({
    noDelay: _n,
    keepAlive: _k,
    keepAliveDelayMs: _d,
    ...options
  }: ListenOptions): Promise<SocketAddress | string | null> {
    const { server } = this;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(options, () => {
        server.off('error', reject);
        // Of a connection that could not be taken, for want of descriptors, say: the next one may.
        server.on('error', () => {});
        resolve(server.address());
      });
    });
  }

  next(): Promise<Socket | null> | Socket | null {
    const first = this.came.shift();
    if (first) return first;
    if (this.isClosed) return null;
    return new Promise((done) => {
      this.waiting?.(null);
      this.waiting = done;
    });
  }

  close(): void {
    this.isClosed = true;
    for (const socket of this.came.splice(0)) socket.destroy();
    this.waiting?.(null);
    this.waiting = null;
    // It hears of nothing more; its connections live on.
    if (this.server.listening) this.server.close();
  }

  private take(socket: Socket): void {
    if (this.isClosed || this.came.length >= MOST_KEPT) {
      socket.destroy();
      return;
    }
    const { waiting } = this;
    this.waiting = null;
    socket.on('error', () => {});
    if (waiting) waiting(socket);
    else this.came.push(socket);
  }
}
