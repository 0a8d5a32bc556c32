/** `http.OutgoingMessage`: a message that is being written, at first perhaps without a socket. */
import home from '../home.cjs';
import Stream from '../stream.mjs';
import { validateHeaderName, validateHeaderValue } from './headers.mjs';

const CRLF = '\r\n';
const isBytes = (chunk) => chunk instanceof Uint8Array;

export class OutgoingMessage extends Stream {
  #headers = null;
  /** What is written while there is no socket. */
  #queue = [];
  #queuedBytes = 0;
  #corked = 0;
  #corkedChunks = [];
  #trailer = '';
  #isDone = false;
  constructor(options) {
    super();
    this.destroyed = false;
    this._last = false;
    this.chunkedEncoding = false;
    this.shouldKeepAlive = true;
    this.maxRequestsOnConnectionReached = false;
    this.useChunkedEncodingByDefault = true;
    this.sendDate = false;
    this._removedConnection = false;
    this._removedContLen = false;
    this._removedTE = false;
    this.strictContentLength = false;
    this._contentLength = null;
    this._hasBody = true;
    this.finished = false;
    this._headerSent = false;
    this._closed = false;
    this._bytesWritten = 0;
    this.socket = null;
    this._header = null;
    this._needDrain = false;
    this._defaultKeepAlive = true;
    this._keepAliveTimeout = 0;
    this.errored = null;
    this._highWaterMark = options?.highWaterMark ?? 16_384;
  }

  get connection() {
    return this.socket;
  }
  set connection(socket) {
    this.socket = socket;
  }
  get headersSent() {
    return Boolean(this._header);
  }
  get writableEnded() {
    return this.finished;
  }
  get writableFinished() {
    return this.finished && this.#isDone;
  }
  get closed() {
    return this._closed;
  }
  get writable() {
    return !this.destroyed && !this.finished;
  }
  get writableObjectMode() {
    return false;
  }
  get writableCorked() {
    return this.#corked;
  }
  get writableHighWaterMark() {
    return this.socket?.writableHighWaterMark ?? this._highWaterMark;
  }
  get writableLength() {
    return this.#queuedBytes + (this.socket?.writableLength ?? 0);
  }
  get writableNeedDrain() {
    return !this.destroyed && !this.finished && this._needDrain;
  }

  setHeader(name, value) {
    this.#checkUnsent('set');
    validateHeaderName(name);
    checkValue(name, value);
    this.#headers ??= new Map();
    this.#headers.set(name.toLowerCase(), [name, value]);
    return this;
  }
  setHeaders(headers) {
    this.#checkUnsent('set');
    if (typeof headers?.forEach !== 'function' || Array.isArray(headers))
      throw home.nodeError('ERR_INVALID_ARG_TYPE', 'headers', ['Headers', 'Map'], headers);
    for (const [name, value] of headers) this.setHeader(name, value);
    return this;
  }
  appendHeader(name, value) {
    this.#checkUnsent('append');
    validateHeaderName(name);
    checkValue(name, value);
    const before = this.#headers?.get(name.toLowerCase());
    if (!before) return this.setHeader(name, value);
    before[1] = [before[1], value].flat();
    return this;
  }
  getHeader(name) {
    home.validateString(name, 'name');
    return this.#headers?.get(name.toLowerCase())?.[1];
  }
  getHeaderNames() {
    return this.#headers ? [...this.#headers.keys()] : [];
  }
  getRawHeaderNames() {
    return this.#headers ? [...this.#headers.values()].map(([name]) => name) : [];
  }
  getHeaders() {
    const all = Object.create(null);
    for (const [key, [, value]] of this.#headers ?? []) all[key] = value;
    return all;
  }
  hasHeader(name) {
    home.validateString(name, 'name');
    return this.#headers?.has(name.toLowerCase()) ?? false;
  }
  removeHeader(name) {
    home.validateString(name, 'name');
    this.#checkUnsent('remove');
    const key = name.toLowerCase();
    if (key === 'connection') this._removedConnection = true;
    else if (key === 'content-length') this._removedContLen = true;
    else if (key === 'transfer-encoding') this._removedTE = true;
    else if (key === 'date') this.sendDate = false;
    this.#headers?.delete(key);
  }
  #checkUnsent(what) {
    if (this._header) throw home.nodeError('ERR_HTTP_HEADERS_SENT', what);
  }
  _pairs() {
    return this.#headers ? [...this.#headers.values()] : [];
  }

  /** Makes the head of the message, after its first line. */
  _storeHeader(firstLine, pairs) {
    let text = firstLine;
    const has = { date: false, expect: false, trailer: false };
    let connection;
    let hasLength = false;
    let hasEncoding = false;
    for (const [name, value] of pairs)
      for (const each of Array.isArray(value) && !/^content-length$/i.test(name) ? value : [value]) {
        text += `${name}: ${each}${CRLF}`;
        switch (name.toLowerCase()) {
          case 'connection':
            connection = String(each);
            break;
          case 'transfer-encoding':
            hasEncoding = true;
            if (/(?:^|\W)chunked(?:$|\W)/i.test(each)) this.chunkedEncoding = true;
            break;
          case 'content-length':
            hasLength = true;
            this._contentLength = +each;
            break;
          case 'date':
          case 'expect':
          case 'trailer':
            has[name.toLowerCase()] = true;
        }
      }
    if (this.sendDate && !has.date) text += `Date: ${new Date().toUTCString()}${CRLF}`;
    if (this.chunkedEncoding && (this.statusCode === 204 || this.statusCode === 304)) {
      this.chunkedEncoding = false;
      this.shouldKeepAlive = false;
    }
    if (connection !== undefined) {
      if (/(?:^|\W)close(?:$|\W)/i.test(connection)) this._last = true;
      else this.shouldKeepAlive = true;
    } else if (this._removedConnection) this.shouldKeepAlive = false;
    else {
      const keeps = this.shouldKeepAlive && (hasLength || this.useChunkedEncodingByDefault || this.agent);
      if (keeps && !this.maxRequestsOnConnectionReached) {
        text += `Connection: keep-alive${CRLF}`;
        if (this._keepAliveTimeout && this._defaultKeepAlive)
          text += `Keep-Alive: timeout=${Math.floor(this._keepAliveTimeout / 1000)}${CRLF}`;
      } else {
        this._last = true;
        text += `Connection: close${CRLF}`;
      }
    }
    if (!hasLength && !hasEncoding) {
      if (!this._hasBody) this.chunkedEncoding = false;
      else if (!this.useChunkedEncodingByDefault) this._last = true;
      else if (!has.trailer && !this._removedContLen && typeof this._contentLength === 'number')
        text += `Content-Length: ${this._contentLength}${CRLF}`;
      else if (!this._removedTE) {
        text += `Transfer-Encoding: chunked${CRLF}`;
        this.chunkedEncoding = true;
      }
    }
    if (has.trailer && !this.chunkedEncoding) throw home.nodeError('ERR_HTTP_TRAILER_INVALID');
    this._header = text + CRLF;
    this._headerSent = false;
    if (has.expect) this.#sendHeader();
  }
  flushHeaders() {
    if (!this._header) this._implicitHeader();
    this.#sendHeader();
  }
  #sendHeader() {
    if (this._headerSent || !this._header) return;
    this._headerSent = true;
    this._put(Buffer.from(this._header, 'latin1'));
  }
  _implicitHeader() {
    throw home.nodeError('ERR_METHOD_NOT_IMPLEMENTED', '_implicitHeader()');
  }

  cork() {
    this.#corked++;
    this.socket?.cork();
  }
  uncork() {
    this.#corked = Math.max(0, this.#corked - 1);
    this.socket?.uncork();
    if (this.#corked === 0 && this.#corkedChunks.length > 0) {
      const whole = Buffer.concat(this.#corkedChunks.splice(0));
      this._put(framed(whole));
    }
  }

  write(chunk, encoding, done = typeof encoding === 'function' ? encoding : undefined) {
    if (chunk === null) throw home.nodeError('ERR_STREAM_NULL_VALUES');
    if (typeof chunk !== 'string' && !isBytes(chunk))
      throw home.nodeError('ERR_INVALID_ARG_TYPE', 'chunk', ['string', 'Buffer', 'Uint8Array'], chunk);
    if (this.finished || this.destroyed) {
      const error = this.destroyed
        ? home.nodeError('ERR_STREAM_DESTROYED', 'write')
        : home.nodeError('ERR_STREAM_WRITE_AFTER_END');
      if (!this.destroyed) this.errored = error;
      process.nextTick(() => {
        if (!this.destroyed || this.finished) this.emit('error', error);
        done?.(error);
      });
      return false;
    }
    const ok = this.#body(bytesOf(chunk, encoding), done);
    if (!ok) this._needDrain = true;
    return ok;
  }
  #body(bytes, done) {
    if (!this._header) this._implicitHeader();
    this.#count(bytes.length, false);
    if (!this._hasBody) {
      if (done) process.nextTick(done);
      return true;
    }
    if (bytes.length === 0) return this.#withHeader(Buffer.alloc(0), done);
    return this.#withHeader(this.chunkedEncoding ? framed(bytes) : bytes, done);
  }
  #count(length, isLast) {
    this._bytesWritten += length;
    if (!this.strictContentLength || !this._hasBody || typeof this._contentLength !== 'number') return;
    if (this._bytesWritten > this._contentLength || (isLast && this._bytesWritten !== this._contentLength))
      throw home.nodeError('ERR_HTTP_CONTENT_LENGTH_MISMATCH', this._bytesWritten, this._contentLength);
  }
  /** The head goes out together with what comes first. */
  #withHeader(bytes, done) {
    if (this._headerSent) return this._put(bytes, done);
    this._headerSent = true;
    return this._put(Buffer.concat([Buffer.from(this._header, 'latin1'), bytes]), done);
  }
  /** Bytes as they stand on the wire. */
  _put(bytes, done) {
    const { socket } = this;
    if (socket && socket._httpMessage === this && socket.writable && this.#queue.length === 0)
      return socket.write(bytes, done);
    if (this.destroyed) return false;
    this.#queue.push([bytes, done]);
    this.#queuedBytes += bytes.length;
    return this.#queuedBytes < this._highWaterMark;
  }
  /** It has a socket now. */
  _flush() {
    const { socket } = this;
    if (!socket?.writable) return;
    const queue = this.#queue.splice(0);
    this.#queuedBytes = 0;
    let ok = true;
    socket.cork();
    for (const [bytes, done] of queue) ok = socket.write(bytes, done);
    socket.uncork();
    if (this.finished) this._finish();
    else if (ok && this._needDrain) {
      this._needDrain = false;
      this.emit('drain');
    }
  }
  addTrailers(headers) {
    this.#trailer = '';
    const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
    for (const [name, value] of pairs)
      for (const each of [value].flat()) {
        validateHeaderName(name, 'Trailer name');
        validateHeaderValue(name, each);
        this.#trailer += `${name}: ${each}${CRLF}`;
      }
  }

  end(chunk, encoding, done) {
    if (typeof chunk === 'function') [chunk, encoding, done] = [undefined, undefined, chunk];
    else if (typeof encoding === 'function') [encoding, done] = [undefined, encoding];
    if (this.finished) {
      if (chunk !== undefined && chunk !== null) this.write(chunk, encoding, done);
      else if (typeof done === 'function') {
        if (this.writableFinished)
          process.nextTick(done, home.nodeError('ERR_STREAM_ALREADY_FINISHED', 'end'));
        else this.once('finish', done);
      }
      return this;
    }
    if (typeof done === 'function') this.once('finish', done);
    const hasBody = chunk !== undefined && chunk !== null;
    if (hasBody && typeof chunk !== 'string' && !isBytes(chunk))
      throw home.nodeError('ERR_INVALID_ARG_TYPE', 'chunk', ['string', 'Buffer', 'Uint8Array'], chunk);
    this.socket?.cork();
    const bytes = hasBody ? bytesOf(chunk, encoding) : Buffer.alloc(0);
    if (!this._header) {
      this._contentLength = bytes.length;
      this._implicitHeader();
    }
    if (bytes.length > 0) this.#body(bytes);
    this.#count(0, true);
    const told = () => this._told();
    if (this._hasBody && this.chunkedEncoding)
      this.#withHeader(Buffer.from(`0${CRLF}${this.#trailer}${CRLF}`, 'latin1'), told);
    else this.#withHeader(Buffer.alloc(0), told);
    this.socket?.uncork();
    this.finished = true;
    if (this.socket?._httpMessage === this && this.#queue.length === 0) this._finish();
    return this;
  }
  /** All has been handed to the socket. */
  _finish() {
    this.emit('prefinish');
  }
  /** All is out. */
  _told() {
    this.#isDone = true;
    this.emit('finish');
  }
  _drained() {
    if (this.finished || !this._needDrain) return;
    this._needDrain = false;
    this.emit('drain');
  }

  setTimeout(ms, listener) {
    if (listener) this.on('timeout', listener);
    if (this.socket) this.socket.setTimeout(ms);
    else this.once('socket', (socket) => socket.setTimeout(ms));
    return this;
  }
  destroy(error) {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.errored = error ?? null;
    if (this.socket) this.socket.destroy(error);
    else this.once('socket', (socket) => socket.destroy(error));
    return this;
  }
  pipe() {
    this.emit('error', home.nodeError('ERR_STREAM_CANNOT_PIPE'));
  }
  _renderHeaders() {
    return this.getHeaders();
  }
}

const bytesOf = (chunk, encoding) =>
  typeof chunk === 'string'
    ? Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8')
    : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
const framed = (bytes) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}${CRLF}`), bytes, Buffer.from(CRLF)]);

function checkValue(name, value) {
  for (const each of Array.isArray(value) && value.length > 0 ? value : [value])
    validateHeaderValue(name, each);
}
