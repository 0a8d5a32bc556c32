/** `tls.Server`. */

import { Server as NetServer } from '../net/server.mjs';
import { unsupported } from '../net/unsupported.mjs';
import { TLSSocket } from './socket.mjs';
import { checkSecrets } from './wire.mjs';

export class Server extends NetServer {
  constructor(options, listener) {
    const given = typeof options === 'function' ? {} : { ...options };
    checkSecrets(given);
    super(given);
    Object.defineProperty(this, '_tls', { value: given, writable: true });
    const heard = typeof options === 'function' ? options : listener;
    if (typeof heard === 'function' && this._hearsSecure !== false) this.on('secureConnection', heard);
  }
  setSecureContext(options) {
    checkSecrets(options);
    this._tls = { ...this._tls, ...options };
  }
  addContext() {
    throw unsupported('addContext of TLS');
  }
  _came({ id, ends }) {
    const { _tls: options } = this;
    const socket = new TLSSocket(null, { ...options, isServer: true, allowHalfOpen: this.allowHalfOpen });
    socket.server = this;
    socket._server = this;
    socket._adopt(id, ends);
    const quiet = () => {};
    socket.on('error', quiet);
    socket.once('_tlsError', (error) => this.emit('tlsClientError', error, socket));
    socket.once('secure', () => {
      socket.off('error', quiet);
      if (options.requestCert && options.rejectUnauthorized !== false && !socket.authorized) socket.destroy();
      else this.emit('secureConnection', socket);
    });
    this.emit('connection', socket);
    socket._secure();
  }
}
