/** `http.IncomingMessage`: a request that a server hears, or the response to one. */
import { Readable } from '../stream.mjs';
import { distinctHeaders, joinedHeaders } from './headers.mjs';

export class IncomingMessage extends Readable {
  #headers = null;
  #trailers = null;
  constructor(socket) {
    super({ autoDestroy: true, ...(socket && { highWaterMark: socket.readableHighWaterMark }) });
    this.httpVersionMajor = null;
    this.httpVersionMinor = null;
    this.httpVersion = null;
    this.complete = false;
    this.rawHeaders = [];
    this.rawTrailers = [];
    this.joinDuplicateHeaders = false;
    this.aborted = false;
    this.upgrade = null;
    this.url = '';
    this.method = null;
    this.statusCode = null;
    this.statusMessage = null;
    this.socket = socket;
    this._consumed = false;
    this._dumped = false;
  }
  /** What the parser found. */
  _begin({ major, minor, rawHeaders, method, url, statusCode, statusMessage, upgrade }) {
    this.httpVersionMajor = major;
    this.httpVersionMinor = minor;
    this.httpVersion = `${major}.${minor}`;
    this.rawHeaders = rawHeaders;
    this.upgrade = upgrade ?? false;
    if (method !== undefined) {
      this.method = method;
      this.url = url;
    } else {
      this.statusCode = statusCode;
      this.statusMessage = statusMessage;
    }
  }
  /** A piece of the body; the connection waits where nobody takes it. */
  _body(chunk) {
    if (this._dumped || this.destroyed) return;
    if (!this.push(chunk)) this.socket?.pause();
  }
  _end(trailers) {
    this.rawTrailers = trailers;
    this.complete = true;
    this.push(null);
  }
  get connection() {
    return this.socket;
  }
  set connection(value) {
    this.socket = value;
  }
  get headers() {
    this.#headers ??= joinedHeaders(this.rawHeaders, this.joinDuplicateHeaders);
    return this.#headers;
  }
  set headers(value) {
    this.#headers = value;
  }
  get headersDistinct() {
    return distinctHeaders(this.rawHeaders);
  }
  get trailers() {
    this.#trailers ??= joinedHeaders(this.rawTrailers, this.joinDuplicateHeaders);
    return this.#trailers;
  }
  set trailers(value) {
    this.#trailers = value;
  }
  get trailersDistinct() {
    return distinctHeaders(this.rawTrailers);
  }
  setTimeout(ms, listener) {
    if (listener) this.on('timeout', listener);
    this.socket.setTimeout(ms);
    return this;
  }
  _read() {
    this._consumed = true;
    if (this.socket && !this.socket.destroyed && !this.complete) this.socket.resume();
  }
  _destroy(error, done) {
    if (!this.readableEnded || !this.complete) {
      this.aborted = true;
      this.emit('aborted');
    }
    if (this.socket && !this.socket.destroyed && this.aborted) this.socket.destroy(error);
    const isHeard = this.listenerCount('error') > 0;
    process.nextTick(done, isHeard ? error : null);
  }
  /** Nobody wants the rest of it. */
  _dump() {
    if (this._dumped) return;
    this._dumped = true;
    this.resume();
  }
}
