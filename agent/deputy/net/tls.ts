import type { Socket } from 'node:net';
import tls, { type TLSSocket } from 'node:tls';
import type { Secured, TlsOptions } from '../../../protocol/net-syscalls.ts';
import type { Connection } from './connection.ts';

/** From now on TLS is spoken on it. @throws what went wrong as both tried to agree */
export function secure(connection: Connection, options: TlsOptions): Promise<Secured> {
  const { isServer, ...wire } = options;
  const given = fromWire(wire) as tls.TlsOptions & tls.ConnectionOptions;
  return new Promise((resolve, reject) => {
    const agreed = (socket: TLSSocket) => {
      connection.listenTo(socket);
      resolve(told(socket));
    };
    const plain = connection.handOver();
    plain.on('close', () => reject(disconnected()));
    if (isServer) serve(plain, given, agreed, reject);
    else {
      // The program decides what becomes of one that is not authorized, or of another name.
      const open = { rejectUnauthorized: false, checkServerIdentity: () => undefined };
      const socket = tls.connect({ ...given, ...open, socket: plain });
      socket.once('secureConnect', () => agreed(socket));
      socket.on('error', reject);
    }
  });
}

function serve(
  plain: Socket,
  options: tls.TlsOptions,
  agreed: (socket: TLSSocket) => void,
  failed: (error: Error) => void,
): void {
  const server = tls.createServer(options);
  server.on('secureConnection', agreed);
  server.on('tlsClientError', failed);
  server.emit('connection', plain);
}

const disconnected = () =>
  Object.assign(
    new Error('Client network socket disconnected before secure TLS connection was established'),
    { code: 'ECONNRESET' },
  );

function told(socket: TLSSocket): Secured {
  const error: unknown = socket.authorizationError;
  return {
    authorized: socket.authorized,
    authorizationError: error ? String((error as { code?: string }).code ?? error) : null,
    alpnProtocol: socket.alpnProtocol ?? false,
    servername: (socket as { servername?: string | false }).servername ?? false,
    protocol: socket.getProtocol(),
    cipher: socket.getCipher() as Secured['cipher'],
    peer: toWire(socket.getPeerCertificate(true)),
    own: toWire(socket.getCertificate()),
    isReused: socket.isSessionReused(),
  };
}

/** Bytes in options. */
function fromWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromWire);
  if (typeof value !== 'object' || value === null) return value;
  const { base64 } = value as { base64?: unknown };
  if (typeof base64 === 'string') return Buffer.from(base64, 'base64');
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fromWire(each)]));
}

/** Bytes in certificates; the issuer of the last one is that itself. */
function toWire(value: unknown, above: readonly unknown[] = []): unknown {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') };
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return undefined;
  const each = (one: unknown) => toWire(one, [...above, value]);
  if (Array.isArray(value)) return value.map(each);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, each(one)]));
}
