import { connect, type NetConnectOpts, type Socket } from 'node:net';
import type {
  Accepted,
  Connected,
  ConnectOptions,
  ListenOptions,
  SocketAddress,
} from '../../../protocol/net-syscalls.ts';
import { Connection } from './connection.ts';
import { Datagrams } from './datagrams.ts';
import { Listener } from './listener.ts';

/** What a task may have open at a time; its user's limit of descriptors may be lower. */
const MOST_OPEN = 65_536;

/** All that the task has of the network. It ends with the deputy. */
export class Network {
  readonly datagrams = new Datagrams();
  private readonly connections = new Map<number, Connection>();
  private readonly listeners = new Map<number, Listener>();
  private lastCame: number;

  /** No number comes again: a task that another deputy had before has made so many calls, each with a connection that came at most. */
  constructor(callsBefore = 0) {
    this.lastCame = -callsBefore;
  }

  async connect(id: number, options: ConnectOptions): Promise<Connected> {
    this.checkNew(id);
    const { addresses, attemptMs, keepAliveDelayMs, path, ...rest } = options;
    const port = options.port ?? 0;
    const target = path !== undefined ? { path } : { ...rest, ...reached(addresses ?? [], attemptMs), port };
    const all: object = {
      ...target,
      allowHalfOpen: true,
      ...(keepAliveDelayMs !== undefined && { keepAliveInitialDelay: keepAliveDelayMs }),
    };
    const socket = connect(all as NetConnectOpts);
    const connection = this.add(id, socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
      socket.once('close', () => reject(closedEarly()));
    });
    return connection.ends();
  }

  /** @throws as a connection that the peer has given up: where the deputy is another one than when it was made */
  connection(id: number): Connection {
    const connection = this.connections.get(id);
    if (!connection) throw gone('read', 'ECONNRESET', -104);
    return connection;
  }

  async listen(id: number, options: ListenOptions): Promise<SocketAddress | string | null> {
    this.checkNew(id);
    const listener = new Listener(options);
    this.listeners.set(id, listener);
    try {
      return await listener.listen(options);
    } catch (error) {
      this.listeners.delete(id);
      throw error;
    }
  }

  /** @throws where nobody listens: here the deputy may be another one, too */
  async accept(id: number): Promise<Accepted | null> {
    const listener = this.listeners.get(id);
    if (!listener) throw gone('accept', 'EINVAL', -22);
    const socket = await listener.next();
    if (!socket) return null;
    const number = --this.lastCame;
    const connection = this.add(number, socket);
    socket.resume();
    return { socket: number, ...connection.ends() };
  }

  async close(id: number, isReset: boolean): Promise<void> {
    const listener = this.listeners.get(id);
    const connection = this.connections.get(id);
    this.listeners.delete(id);
    this.connections.delete(id);
    listener?.close();
    await connection?.close(isReset);
  }

  private add(id: number, socket: Socket): Connection {
    const connection = new Connection(socket);
    this.connections.set(id, connection);
    return connection;
  }

  private checkNew(id: number): void {
    if (this.connections.has(id) || this.listeners.has(id)) throw new TypeError(`socket ${id} is open`);
    if (this.connections.size + this.listeners.size >= MOST_OPEN) throw gone('socket', 'EMFILE', -24);
  }
}

/** Where to: one address, or several that Node tries in turn. */
function reached(addresses: { address: string; family: number }[], attemptMs?: number): object {
  if (addresses.length < 2) return { host: addresses[0]?.address ?? 'localhost', autoSelectFamily: false };
  const lookup = (_host: string, _options: object, told: (error: null, all: object[]) => void) =>
    told(null, addresses);
  return {
    host: 'several',
    lookup,
    autoSelectFamily: true,
    ...(attemptMs !== undefined && { autoSelectFamilyAttemptTimeout: attemptMs }),
  };
}

const closedEarly = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

function gone(syscall: string, code: string, errno: number): Error {
  return Object.assign(new Error(`${syscall} ${code}`), { errno, code, syscall });
}
