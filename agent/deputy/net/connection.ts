import type { Socket } from 'node:net';
import type { Connected, SocketAddress } from '../../../protocol/net-syscalls.ts';
import type { Outcome } from '../stream.ts';

/** What is kept of a connection for a task that does not ask: beyond it the peer waits. */
const MOST_KEPT_BYTES = 256 * 1024;

/** A connection of the task's: what has come and was not asked for, and who waits. */
export class Connection {
  private chunks: Buffer[] = [];
  private bytes = 0;
  private isEnded = false;
  private failure: Error | null = null;
  private waiting: { resolve: () => void; reject: (error: Error) => void } | null = null;
  private current: Socket;

  constructor(socket: Socket) {
    this.current = socket;
    this.listen(socket);
  }

  get socket(): Socket {
    return this.current;
  }

  /** Another protocol takes the connection over, with what has come of it and nobody has asked for. */
  handOver(): Socket {
    const { current: plain } = this;
    this.cancel();
    plain.pause();
    plain.off('data', this.onData).off('end', this.onOver).off('close', this.onOver);
    const rest = this.take();
    if (rest) plain.unshift(rest);
    return plain;
  }

  /** From now on it is this. */
  listenTo(socket: Socket): void {
    this.current = socket;
    this.listen(socket);
  }

  /**
   * One waits at a time: the one before it hears that it was in vain.
   * @throws what went wrong with it, once all that came before has been read
   */
  async read(): Promise<Outcome> {
    this.cancel();
    if (this.bytes === 0 && !this.isEnded && !this.failure)
      await new Promise<void>((resolve, reject) => {
        this.waiting = { resolve, reject };
      });
    const bytes = this.take();
    if (bytes) {
      if (!this.isEnded && !this.socket.destroyed) this.socket.resume();
      return { value: false, bytes };
    }
    if (this.failure) throw this.failure;
    return { value: true };
  }

  private take(): Buffer | null {
    if (this.bytes === 0) return null;
    const bytes = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    this.chunks = [];
    this.bytes = 0;
    return bytes;
  }

  write(bytes: Uint8Array): Promise<Outcome> {
    return this.done((told) => this.socket.write(bytes, told));
  }

  end(): Promise<Outcome> {
    return this.done((told) => this.socket.end(told));
  }

  close(isReset: boolean): Promise<Outcome> {
    const { socket } = this;
    return new Promise((resolve) => {
      if (socket.closed) resolve({ value: null });
      else socket.once('close', () => resolve({ value: null }));
      // A destroyed one forgets what is on its way, as Node's own does.
      if (isReset) socket.resetAndDestroy();
      else socket.destroy();
    });
  }

  ends(): Connected {
    const { localAddress, localPort, localFamily, remoteAddress, remotePort, remoteFamily } = this.socket;
    return {
      local: addressOf(localAddress, localPort, localFamily),
      remote: addressOf(remoteAddress, remotePort, remoteFamily),
    };
  }

  private done(start: (told: (error?: Error | null) => void) => void): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      start((error) => (error ? reject(this.failure ?? error) : resolve({ value: null })));
    });
  }

  private listen(socket: Socket): void {
    socket.on('data', this.onData).on('end', this.onOver).on('close', this.onOver);
    socket.on('error', (error) => {
      this.failure ??= error;
      this.awake();
    });
  }

  private readonly onData = (chunk: Buffer): void => {
    this.chunks.push(chunk);
    this.bytes += chunk.length;
    if (this.bytes >= MOST_KEPT_BYTES) this.current.pause();
    this.awake();
  };

  private readonly onOver = (): void => {
    this.isEnded = true;
    this.awake();
  };

  private awake(): void {
    const { waiting } = this;
    this.waiting = null;
    waiting?.resolve();
  }

  private cancel(): void {
    const { waiting } = this;
    this.waiting = null;
    waiting?.reject(Object.assign(new Error('read ECANCELED'), { code: 'ECANCELED', syscall: 'read' }));
  }
}

function addressOf(address?: string, port?: number, family?: string): SocketAddress | null {
  return address === undefined ? null : { address, family: family ?? 'IPv4', port: port ?? 0 };
}
