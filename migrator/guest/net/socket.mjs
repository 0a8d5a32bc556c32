/** `net.Socket`: a connection that lives at home. What is here is data, so it moves in any state. */

import home from '../home.cjs';
import { addSignal, NORMALIZED, normalizeArgs } from './arguments.mjs';
import { reach } from './connect.mjs';
import { IdleDuplex } from './idle.mjs';
import { nextId } from './ids.mjs';
import { unsupported } from './unsupported.mjs';

export class Socket extends IdleDuplex {
  connecting = false;
  /** What is asked of home. */
  #id = null;
  #ends = null;
  #read = { keepsAlive: true };
  #isReading = false;
  #isReset = false;
  /** What was set before it was connected. */
  #wanted = {};
  #bytesRead = 0;
  #bytesDispatched = 0;
  /** The server that it came to. */
  server = null;
  _server = null;
  _hadError = false;
  _host = null;
  _pendingData = null;
  _pendingEncoding = '';
  _sockname = null;

  constructor(given) {
    const options = typeof given === 'number' ? { fd: given } : { ...given };
    if (options.objectMode)
      throw home.nodeError('ERR_INVALID_ARG_VALUE', 'options.objectMode', true, 'is not supported');
    if (options.fd !== undefined && options.handle === undefined)
      throw unsupported('a socket of a descriptor');
    const { handle, signal, onread, ...rest } = options;
    if (options.keepAliveInitialDelay !== undefined)
      home.validateInteger(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
    super({
      ...rest,
      allowHalfOpen: Boolean(options.allowHalfOpen),
      emitClose: false,
      autoDestroy: true,
      decodeStrings: true,
    });
    if (onread && typeof onread === 'object') this.#intoBuffer(onread);
    if (options.noDelay) this.#wanted.noDelay = true;
    if (options.keepAlive) {
      this.#wanted.keepAlive = true;
      this.#wanted.keepAliveDelayMs = Math.max(0, options.keepAliveInitialDelay ?? 0);
    }
    this.on('end', onEnd);
    if (signal) addSignal(this, signal);
    if (handle) this._attach(handle);
  }

  /** The same for one that does not read yet. */
  _adopt(id, ends) {
    this.#id = id;
    this.#ends = ends;
  }
  _ends(ends) {
    this.#ends = ends;
  }
  get _number() {
    return this.#id;
  }
  _startReading() {
    this.read(0);
  }
  /** Takes over what is connected at home: its number and its ends. */
  _attach({ id, ends, isPaused = false }) {
    this.#id = id;
    this.#ends = ends;
    this.connecting = false;
    if (!isPaused) this.read(0);
  }
  /** Gives it up to another object: a TLS socket, or a protocol that takes it over. */
  _detach() {
    const handle = { id: this.#id, ends: this.#ends };
    this.#id = null;
    return handle;
  }
  get _handle() {
    return this.#id === null ? null : this;
  }

  connect(...args) {
    const [options, listener] = args[0]?.[NORMALIZED] ? args[0] : normalizeArgs(args);
    if (listener !== null) this.once('connect', listener);
    if (this.write !== Socket.prototype.write) this.write = Socket.prototype.write;
    if (this.destroyed || this._readableState.ended || this._writableState.ended) this._renew();
    if (options.noDelay) this.#wanted.noDelay = true;
    if (options.keepAlive) {
      this.#wanted.keepAlive = true;
      this.#wanted.keepAliveDelayMs = options.keepAliveInitialDelay ?? 0;
    }
    this.connecting = true;
    this._host = null;
    this.#id = nextId();
    const id = this.#id;
    reach(this, options, (settings) => {
      if (this.#id !== id) return;
      this._touch();
      home.call(
        'net.connect',
        [id, { ...settings, ...this.#wanted }],
        null,
        (error, ends) => {
          if (this.#id !== id) return;
          this.connecting = false;
          if (error) {
            this.destroy(error);
            return;
          }
          this._connected(ends);
        },
        this.#read,
      );
    });
    return this;
  }
  _connected(ends) {
    this.#ends = ends;
    this._touch();
    this.emit('connect');
    this.emit('ready');
    if (!this.isPaused() && !this.destroyed) this.read(0);
  }
  /** As new, to be connected again. */
  _renew() {
    this._readableState = new IdleDuplex.ReadableState(this._readableState, this, true);
  }

  _read(_size) {
    if (this.connecting || this.#id === null) {
      if (this.connecting) this.once('connect', () => this._read(0));
      return;
    }
    if (this.#isReading) return;
    this.#isReading = true;
    const id = this.#id;
    home.call(
      'net.read',
      [id],
      null,
      (error, isEnd, bytes) => {
        this.#isReading = false;
        if (this.#id !== id || this.destroyed) return;
        this._touch();
        if (error) {
          this.destroy(error);
          return;
        }
        if (isEnd) {
          this.push(null);
          this.read(0);
          return;
        }
        this.#bytesRead += bytes.length;
        if (this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)) && !this.#isReading)
          this._read(0);
      },
      this.#read,
    );
  }
  #intoBuffer({ buffer, callback }) {
    this.on('data', (chunk) => {
      for (let at = 0; at < chunk.length; ) {
        const into = typeof buffer === 'function' ? buffer() : buffer;
        const count = chunk.copy(into, 0, at);
        at += count;
        if (callback.call(this, count, into) === false) this.pause();
      }
    });
  }

  _write(chunk, _encoding, done) {
    if (this.connecting) {
      const cancelled = () => done(home.nodeError('ERR_SOCKET_CLOSED_BEFORE_CONNECTION'));
      this.once('connect', () => {
        this.off('close', cancelled);
        this._write(chunk, _encoding, done);
      });
      this.once('close', cancelled);
      return;
    }
    if (this.#id === null) {
      done(home.nodeError('ERR_SOCKET_CLOSED'));
      return;
    }
    this._touch();
    this.#bytesDispatched += chunk.length;
    home.call('net.write', [this.#id], chunk, (error) => {
      if (!this.destroyed) this._touch();
      if (this.destroyed) done(error ?? null);
      else if (error) this.destroy(error, done);
      else done();
    });
  }
  _writev(chunks, done) {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'buffer', done);
  }
  _final(done) {
    if (this.connecting) {
      this.once('connect', () => this._final(done));
      return;
    }
    if (this.#id === null) {
      done();
      return;
    }
    // What the peer no longer hears is no error.
    home.call('net.end', [this.#id], null, () => done());
  }
  _destroy(error, done) {
    this.connecting = false;
    this._clearTimer();
    const id = this.#id;
    this.#id = null;
    const isFailed = Boolean(error);
    if (id === null) {
      done(error);
      process.nextTick(() => this.emit('close', isFailed));
    } else {
      home.call('net.close', [id, this.#isReset], null, () => this.emit('close', isFailed));
      done(error);
    }
    if (this._server) this._server._left(this);
    this._server = null;
  }

  end(data, encoding, done) {
    super.end(data, encoding, done);
    return this;
  }
  destroySoon() {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', this.destroy);
  }
  resetAndDestroy() {
    if (this.#id === null) this.destroy(home.nodeError('ERR_SOCKET_CLOSED'));
    else if (this.connecting) this.once('connect', () => this.resetAndDestroy());
    else {
      this.#isReset = true;
      this.destroy();
    }
    return this;
  }

  setNoDelay(enable) {
    return this.#set({ noDelay: enable === undefined ? true : Boolean(enable) });
  }
  setKeepAlive(enable, delayMs) {
    return this.#set({ keepAlive: Boolean(enable), keepAliveDelayMs: Math.max(0, ~~delayMs) });
  }
  #set(options) {
    Object.assign(this.#wanted, options);
    if (this.#id !== null && !this.connecting) home.send('net.set', [this.#id, options]);
    return this;
  }
  ref() {
    this.#read.keepsAlive = true;
    return this;
  }
  unref() {
    this.#read.keepsAlive = false;
    return this;
  }

  address() {
    return this.#ends?.local && this.#id !== null ? { ...this.#ends.local } : {};
  }
  get localAddress() {
    return this.#local?.address;
  }
  get localPort() {
    return this.#local?.port;
  }
  get localFamily() {
    return this.#local?.family;
  }
  get remoteAddress() {
    return this.#remote?.address;
  }
  get remotePort() {
    return this.#remote?.port;
  }
  get remoteFamily() {
    return this.#remote?.family;
  }
  get #local() {
    return this.#id === null || this.connecting ? undefined : this.#ends?.local;
  }
  get #remote() {
    return this.#id === null || this.connecting ? undefined : this.#ends?.remote;
  }
  get bytesRead() {
    return this.#bytesRead;
  }
  get bytesWritten() {
    if (this.#bytesDispatched === 0 && this.#id === null && !this.connecting && !this.destroyed)
      return undefined;
    return this.#bytesDispatched + this.writableLength;
  }
  get _bytesDispatched() {
    return this.#bytesDispatched;
  }
  get bufferSize() {
    return this.#id === null ? undefined : this.writableLength;
  }
  get pending() {
    return this.#id === null || this.connecting;
  }
  get readyState() {
    if (this.connecting) return 'opening';
    if (this.readable && this.writable) return 'open';
    if (this.readable) return 'readOnly';
    if (this.writable) return 'writeOnly';
    return 'closed';
  }
  get autoSelectFamilyAttemptedAddresses() {
    return this.#attempted;
  }
  #attempted;
  _attempt(addresses) {
    this.#attempted = addresses;
  }
}

/** The peer has ended: without `allowHalfOpen` what is written later fails as it does on a pipe without a reader. */
function onEnd() {
  if (this.allowHalfOpen) return;
  this.write = writeAfterEnd;
}
function writeAfterEnd(_chunk, encoding, done = encoding) {
  if (!this.writableEnded) {
    const error = Object.assign(new Error('This socket has been ended by the other party'), {
      code: 'EPIPE',
    });
    if (typeof done === 'function') process.nextTick(done, error);
    this.destroy(error);
    return false;
  }
  return Socket.prototype.write.apply(this, arguments);
}
