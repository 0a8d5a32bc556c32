/**
 * What a task has of the network: sockets and servers live in its deputy, under numbers. The task gives those of what it opens
 * (1 and up), the deputy those of connections that come in (-1 and down). Bytes are asked for: what nobody asks for stays in
 * the kernel, up to a small store, so that a task that is slow or moving slows its peer and fills nothing.
 */
export interface NetSyscalls {
  /** Async: answered when it is connected. */
  'net.connect': { args: [socket: number, options: ConnectOptions]; result: Connected };
  /** Async: the next bytes as the tail; `true` at the end. */
  'net.read': { args: [socket: number]; result: boolean };
  /** Async: writes the tail; answered when the system has it. */
  'net.write': { args: [socket: number]; result: null };
  /** Async: nothing more is written; answered when the peer is told so. */
  'net.end': { args: [socket: number]; result: null };
  /** Ends a socket or server at once; `isReset`: the peer hears of it as of an error. */
  'net.close': { args: [socket: number, isReset: boolean]; result: null };
  'net.set': {
    args: [socket: number, options: { noDelay?: boolean; keepAlive?: boolean; keepAliveDelayMs?: number }];
    result: null;
  };
  /** Async: from now on TLS is spoken on it; answered when both have agreed. */
  'net.secure': { args: [socket: number, options: TlsOptions]; result: Secured };
  /** A server begins to listen; its address. */
  'net.listen': { args: [server: number, options: ListenOptions]; result: SocketAddress | string | null };
  /** Async: the next connection; null where there will be none any more. */
  'net.accept': { args: [server: number]; result: Accepted | null };

  /** A function of `node:dns`, promised: its name and arguments. */
  'dns.ask': { args: [name: string, values: unknown[], servers: string[] | null]; result: unknown };
}

export interface SocketAddress {
  address: string;
  family: string;
  port: number;
}

/** Both ends of a connection; nothing of unix sockets. */
export interface Connected {
  local: SocketAddress | null;
  remote: SocketAddress | null;
}

export interface Accepted extends Connected {
  socket: number;
}

export interface ConnectOptions {
  /** A unix socket. */
  path?: string;
  port?: number;
  /** Tried one after the other. */
  addresses?: { address: string; family: number }[];
  attemptMs?: number;
  localAddress?: string;
  localPort?: number;
  noDelay?: boolean;
  keepAlive?: boolean;
  keepAliveDelayMs?: number;
}

/** Options of `tls.createServer` and `tls.connect` that are data; bytes are `{ base64 }`. */
export interface TlsOptions {
  isServer?: boolean;
  [name: string]: unknown;
}

/** What both have agreed on, and who they are; certificates as `getPeerCertificate` has them, bytes as `{ base64 }`. */
export interface Secured {
  authorized: boolean;
  authorizationError: string | null;
  alpnProtocol: string | false;
  servername: string | false;
  protocol: string | null;
  cipher: { name: string; standardName: string; version: string };
  peer: unknown;
  own: unknown;
  isReused: boolean;
}

export interface ListenOptions {
  path?: string;
  port?: number;
  host?: string;
  backlog?: number;
  exclusive?: boolean;
  ipv6Only?: boolean;
  readableAll?: boolean;
  writableAll?: boolean;
  noDelay?: boolean;
  keepAlive?: boolean;
  keepAliveDelayMs?: number;
}
