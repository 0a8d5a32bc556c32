/** `tls.TLSSocket`: TLS is spoken at home, on a connection that is there. */
import home from '../home.cjs';
import { Socket } from '../net/socket.mjs';
import { unsupported } from '../net/unsupported.mjs';
import { nodeMajor } from '../node-major.mjs';
import { checkServerIdentity } from './identity.mjs';
import { fromWire, toWire } from './wire.mjs';

export class TLSSocket extends Socket {
  #secured = null;
  #options;
  encrypted = true;
  authorized = false;
  authorizationError = null;
  alpnProtocol = null;
  servername = null;
  secureConnecting = true;
  constructor(socket, given) {
    const options = given ?? {};
    super({ ...options, handle: undefined, fd: undefined, signal: options.signal });
    this.#options = options;
    Object.defineProperty(this, '_rejects', { value: options.rejectUnauthorized !== false, writable: true });
    if (socket instanceof Socket) this.#over(socket);
    // Packages make one without options to see what class is inside.
    else if (socket && given) throw unsupported(NO_SOCKET);
    else if (socket) this.#stranger();
  }
  #stranger() {
    const _parentWrap = Object.create(JSStreamSocket.prototype);
    Object.defineProperty(this, '_handle', { value: { _parentWrap }, configurable: true });
    this._read = () => this.destroy(unsupported(NO_SOCKET));
    this._write = (_chunk, _encoding, done) => done(unsupported(NO_SOCKET));
  }
  /** A plain connection, or one that will be. */
  #over(socket) {
    this._parent = null;
    this.connecting = true;
    const start = () => {
      const { id, ends } = socket._detach();
      this.connecting = false;
      this._adopt(id, ends);
      this._secure();
    };
    socket.once('error', (error) => this.destroy(error));
    if (socket.connecting) socket.once('connect', start);
    else start();
  }
  /** It is connected: now TLS. */
  _connected(ends) {
    this._ends(ends);
    this.emit('connect');
    this._secure();
  }
  _secure() {
    const options = this.#options;
    const id = this._number;
    home.call('net.secure', [id, toWire(options)], null, (error, secured) => {
      if (this._number !== id) return;
      if (error) {
        if (options.isServer) this.emit('_tlsError', error);
        this.destroy(error);
        return;
      }
      this._isSecure(secured);
    });
  }
  _isSecure(secured) {
    const options = this.#options;
    this.#secured = secured;
    this.secureConnecting = false;
    this.alpnProtocol = secured.alpnProtocol;
    this.servername = secured.servername;
    this.authorized = secured.authorized;
    this.authorizationError = secured.authorizationError;
    if (!options.isServer) {
      const refusal = this.#refusal(options);
      if (refusal) {
        this.authorized = false;
        this.authorizationError = refusal.code ?? refusal.message;
        if (this._rejects) {
          this.destroy(refusal);
          return;
        }
      }
      this.emit('secureConnect');
      this.emit('ready');
    }
    this.emit('secure');
    if (!this.isPaused() && !this.destroyed) this._startReading();
  }
  /** What is asked of it before it speaks TLS waits for that. */
  _read(size) {
    if (this.secureConnecting) this.once('secure', () => super._read(size));
    else super._read(size);
  }
  _write(chunk, encoding, done) {
    if (!this.secureConnecting) {
      super._write(chunk, encoding, done);
      return;
    }
    const cancelled = () => done(home.nodeError('ERR_SOCKET_CLOSED_BEFORE_CONNECTION'));
    this.once('close', cancelled);
    this.once('secure', () => {
      this.off('close', cancelled);
      super._write(chunk, encoding, done);
    });
  }
  _final(done) {
    if (this.secureConnecting) this.once('secure', () => super._final(done));
    else super._final(done);
  }
  #refusal(options) {
    const { authorizationError: code } = this;
    if (code) return Object.assign(new Error(wordsOf(code)), { code });
    const host = options.servername || options.host || 'localhost';
    return (options.checkServerIdentity ?? checkServerIdentity)(host, this.getPeerCertificate(true));
  }
  getPeerCertificate(isDetailed) {
    const certificate = fromWire(this.#secured?.peer);
    if (!certificate) return this.#secured ? {} : null;
    if (!isDetailed) delete certificate.issuerCertificate;
    return certificate;
  }
  getCertificate() {
    return fromWire(this.#secured?.own) ?? (this.#secured ? {} : null);
  }
  getCipher() {
    return this.#secured ? { ...this.#secured.cipher } : undefined;
  }
  getProtocol() {
    return this.#secured?.protocol ?? null;
  }
  isSessionReused() {
    return this.#secured?.isReused ?? false;
  }
  getSession() {
    return undefined;
  }
  setServername(name) {
    this.#options = { ...this.#options, servername: name };
  }
  setMaxSendFragment() {
    return true;
  }
  disableRenegotiation() {}
  enableTrace() {}
}

const NO_SOCKET = 'TLS over a stream that is no socket';
/** What Node makes of such a stream. */
class JSStreamSocket {
  constructor() {
    throw unsupported(NO_SOCKET);
  }
}

const WORDS = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in certificate chain',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unable to verify the first certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'unable to get issuer certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unable to get local issuer certificate',
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not yet valid',
};
/** Node 24 tells of these how the system's authorities are asked. */
const MAYBE_THE_SYSTEM_KNOWS = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
]);
const HINT =
  nodeMajor >= 24 ? '; if the root CA is installed locally, try running Node.js with --use-system-ca' : '';
const wordsOf = (code) => (WORDS[code] ?? code) + (MAYBE_THE_SYSTEM_KNOWS.has(code) ? HINT : '');
