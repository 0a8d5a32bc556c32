/** `node:tls`. */
import constants from 'node:constants';
import home from '../home.cjs';
import { normalizeArgs } from '../net/arguments.mjs';
import { callable } from '../net/callable.mjs';
import { refusing } from '../net/unsupported.mjs';
import { checkServerIdentity } from './identity.mjs';
import { Server as ServerClass } from './server.mjs';
import { TLSSocket as SocketClass } from './socket.mjs';
import { checkSecrets } from './wire.mjs';

export const TLSSocket = callable(SocketClass);
export const Server = callable(ServerClass);
export const createServer = (options, listener) => new ServerClass(options, listener);

export function connect(...args) {
  const [given, listener] = normalizeArgs(args);
  const more = args.find((arg, i) => i > 0 && typeof arg === 'object' && arg !== null);
  const options = { rejectUnauthorized: process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0', ...given, ...more };
  if (options.servername === undefined && options.host && !home.isIP(options.host))
    options.servername = options.host;
  checkSecrets(options);
  const socket = new SocketClass(options.socket ?? null, options);
  if (listener) socket.once('secureConnect', listener);
  if (!options.socket) {
    if (options.timeout) socket.setTimeout(options.timeout);
    socket.connect(options);
  }
  return socket;
}

export class SecureContext {
  constructor(options) {
    checkSecrets(options);
    Object.defineProperty(this, 'options', { value: { ...options } });
  }
}
export const createSecureContext = (options) => new SecureContext(options);
export const DEFAULT_MIN_VERSION = 'TLSv1.2';
export const DEFAULT_MAX_VERSION = 'TLSv1.3';
export const DEFAULT_ECDH_CURVE = 'auto';
export const DEFAULT_CIPHERS = constants.defaultCoreCipherList;
export const CLIENT_RENEG_LIMIT = 3;
export const CLIENT_RENEG_WINDOW = 600;
export const getCiphers = () => home.tlsCiphers();

export const createSecurePair = refusing('tls.createSecurePair');

/** A list of protocols as TLS has it: each after its length. */
export function convertALPNProtocols(protocols, out) {
  if (Array.isArray(protocols)) out.ALPNProtocols = Buffer.concat(protocols.map(withLength));
  else if (ArrayBuffer.isView(protocols)) out.ALPNProtocols = Buffer.from(bytesOf(protocols));
}
function withLength(protocol, i) {
  const text = Buffer.from(protocol);
  if (text.length > 255)
    throw home.nodeError(
      'ERR_OUT_OF_RANGE',
      `The byte length of the protocol at index ${i} exceeds the maximum length.`,
      '<= 255',
      text.length,
      true,
    );
  return Buffer.concat([Buffer.from([text.length]), text]);
}
const bytesOf = ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength);

const tls = {
  CLIENT_RENEG_LIMIT,
  CLIENT_RENEG_WINDOW,
  DEFAULT_CIPHERS,
  convertALPNProtocols,
  createSecurePair,
  checkServerIdentity,
  connect,
  createSecureContext,
  createServer,
  getCiphers,
  get rootCertificates() {
    return home.tlsRoots();
  },
  SecureContext,
  Server,
  TLSSocket,
  DEFAULT_ECDH_CURVE,
  DEFAULT_MAX_VERSION,
  DEFAULT_MIN_VERSION,
};

export { checkServerIdentity, tls as default, tls as 'module.exports' };
