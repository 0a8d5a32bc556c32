/** `http.Server` and `http.ServerResponse`. */
import home from '../home.cjs';
import { Server as NetServer } from '../net/server.mjs';
import { isWrong } from './headers.mjs';
import { IncomingMessage } from './incoming.mjs';
import { METHODS, STATUS_CODES } from './names.mjs';
import { OutgoingMessage } from './outgoing.mjs';
import { Parser } from './parser.mjs';

const methods = new Set(METHODS);
const KEEP_ALIVE_MS = 5000;

export class ServerResponse extends OutgoingMessage {
  statusCode = 200;
  statusMessage = undefined;
  constructor(req, options) {
    super(options);
    this.req = req;
    if (req.method === 'HEAD') this._hasBody = false;
    this.sendDate = true;
    this._sent100 = false;
    this._expect_continue = false;
    if (req.httpVersionMajor < 1 || req.httpVersionMinor < 1) {
      this.useChunkedEncodingByDefault = /chunked/i.test(req.headers.te ?? '');
      this.shouldKeepAlive = false;
    }
  }
  assignSocket(socket) {
    if (socket._httpMessage) throw home.nodeError('ERR_HTTP_SOCKET_ASSIGNED');
    socket._httpMessage = this;
    this.socket = socket;
    this.emit('socket', socket);
    this._flush();
  }
  detachSocket(socket) {
    socket._httpMessage = null;
    this.socket = null;
  }
  writeContinue(done) {
    this.#interim('HTTP/1.1 100 Continue\r\n\r\n', done);
    this._sent100 = true;
  }
  writeProcessing(done) {
    this.#interim('HTTP/1.1 102 Processing\r\n\r\n', done);
  }
  writeEarlyHints(hints, done) {
    home.validateObject(hints, 'hints');
    const links = [hints.link ?? []].flat().join(', ');
    if (links === '') return;
    let text = `HTTP/1.1 103 Early Hints\r\nLink: ${links}\r\n`;
    for (const [name, value] of Object.entries(hints)) if (name !== 'link') text += `${name}: ${value}\r\n`;
    this.#interim(`${text}\r\n`, done);
  }
  #interim(text, done) {
    this._put(Buffer.from(text, 'latin1'), done);
  }
  _implicitHeader() {
    this.writeHead(this.statusCode);
  }
  writeHead(statusCode, reason, given) {
    if (this._header) throw home.nodeError('ERR_HTTP_HEADERS_SENT', 'write');
    const status = statusCode | 0;
    if (status < 100 || status > 999) throw home.nodeError('ERR_HTTP_INVALID_STATUS_CODE', statusCode);
    if (typeof reason === 'string') this.statusMessage = reason;
    else {
      this.statusMessage ??= STATUS_CODES[status] || 'unknown';
      given ??= reason;
    }
    this.statusCode = status;
    if (isWrong(this.statusMessage)) throw home.nodeError('ERR_INVALID_CHAR', 'statusMessage');
    for (const [name, value] of pairsOf(given)) if (name) this.setHeader(name, value);
    if (status === 204 || status === 304 || (status >= 100 && status <= 199)) this._hasBody = false;
    if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;
    this._storeHeader(`HTTP/1.1 ${status} ${this.statusMessage}\r\n`, this._pairs());
    return this;
  }
  writeHeader(...args) {
    return this.writeHead(...args);
  }
  _close() {
    if (this._closed) return;
    this._closed = true;
    this.destroyed = true;
    this.emit('close');
  }
}

function pairsOf(given) {
  if (!given) return [];
  if (!Array.isArray(given)) return Object.entries(given);
  if (Array.isArray(given[0])) return given;
  if (given.length % 2 !== 0) throw home.nodeError('ERR_INVALID_ARG_VALUE', 'headers', given);
  return Array.from({ length: given.length / 2 }, (_, i) => [given[2 * i], given[2 * i + 1]]);
}

/** One connection to a server: requests come in order, and responses go out in that order. */
class Exchange {
  /** Requests whose responses are not done, the first one's under way. */
  responses = [];
  request = null;
  isTunnel = false;
  constructor(server, socket) {
    this.server = server;
    this.socket = socket;
    this.parser = new Parser('request', this, { methods, maxHeaderSize: server.maxHeaderSize });
    this.onData = (chunk) => this.data(chunk);
    this.onEnd = () => this.halfClosed();
    this.onClose = () => this.closed();
    this.onDrain = () => this.responses[0]?.res._drained();
    this.onError = (error) => this.failed(error);
    this.onTimeout = () => this.timedOut();
    socket.on('data', this.onData).on('end', this.onEnd).on('close', this.onClose);
    socket.on('drain', this.onDrain).on('error', this.onError).on('timeout', this.onTimeout);
    if (server.timeout) socket.setTimeout(server.timeout);
  }
  get isIdle() {
    return this.responses.length === 0 && this.request === null;
  }
  data(chunk) {
    let rest;
    try {
      rest = this.parser.feed(chunk);
    } catch (error) {
      error.rawPacket = chunk;
      this.failed(error);
      return;
    }
    if (rest !== undefined) this.tunnel(rest);
  }
  halfClosed() {
    try {
      this.parser.finish();
    } catch (error) {
      this.failed(error);
      return;
    }
    if (!this.server.httpAllowHalfOpen) {
      this.abort();
      this.socket.end();
    } else if (this.responses.length > 0) this.responses.at(-1).res._last = true;
    else this.socket.end();
  }
  abort() {
    for (const { req } of this.responses) if (!req.complete) req.destroy(reset());
  }
  closed() {
    this.server._exchanges.delete(this);
    for (const { req, res } of this.responses) {
      if (!req.complete || !res.writableFinished)
        if (!req.destroyed) req.destroy(req.complete && req.readableEnded ? null : reset());
      res._close();
    }
    this.responses = [];
  }
  failed(error) {
    if (this.server.listenerCount('clientError') > 0) {
      this.server.emit('clientError', error, this.socket);
      return;
    }
    if (this.socket.writable && !this.responses[0]?.res._headerSent && /^HPE_/.test(error.code)) {
      const status =
        error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
      this.socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    }
    this.socket.off('error', this.onError);
    this.socket.on('error', () => {});
    this.socket.destroy(error);
  }
  timedOut() {
    const [first] = this.responses;
    const heard = [
      first && !first.req.complete && first.req.emit('timeout', this.socket),
      first?.res.emit('timeout', this.socket),
      this.server.emit('timeout', this.socket),
    ];
    if (!heard.some(Boolean)) this.socket.destroy();
  }

  head(message) {
    const { server, socket } = this;
    const req = new server._Incoming(socket);
    req.joinDuplicateHeaders = server.joinDuplicateHeaders === true;
    const isConnect = message.method === 'CONNECT';
    const isUpgrade = isConnect || (message.upgrade && server.listenerCount('upgrade') > 0);
    req._begin({ ...message, upgrade: isUpgrade });
    this.request = req;
    if (isUpgrade) return 'tunnel';
    socket.setTimeout(server.timeout);
    const res = new server._Response(req, { highWaterMark: socket.writableHighWaterMark });
    res._keepAliveTimeout = server.keepAliveTimeout;
    res.shouldKeepAlive = message.shouldKeepAlive;
    this.count = (this.count ?? 0) + 1;
    res.maxRequestsOnConnectionReached =
      server.maxRequestsPerSocket > 0 && this.count >= server.maxRequestsPerSocket;
    this.responses.push({ req, res });
    res.on('finish', () => this.finished(req, res));
    if (this.responses.length === 1) res.assignSocket(socket);
    this.announce(req, res);
    return 'body';
  }
  announce(req, res) {
    const { server } = this;
    if (req.httpVersionMinor === 1 && server.requireHostHeader && req.headers.host === undefined) {
      res.writeHead(400, ['Connection', 'close']).end();
      return;
    }
    const { expect } = req.headers;
    if (expect === undefined) server.emit('request', req, res);
    else if (/(?:^|\W)100-continue(?:$|\W)/i.test(expect)) {
      res._expect_continue = true;
      if (server.listenerCount('checkContinue') > 0) server.emit('checkContinue', req, res);
      else {
        res.writeContinue();
        server.emit('request', req, res);
      }
    } else if (server.listenerCount('checkExpectation') > 0) server.emit('checkExpectation', req, res);
    else res.writeHead(417).end();
  }
  body(chunk) {
    this.request._body(chunk);
  }
  ended(trailers) {
    const { request } = this;
    this.request = null;
    request._end(trailers);
  }
  finished(req, res) {
    this.responses.shift();
    const { socket, server } = this;
    if (!req._consumed) req._dump();
    res.detachSocket(socket);
    req.emit('close');
    process.nextTick(() => res._close());
    if (res._last) socket.destroySoon();
    else if (this.responses.length === 0) {
      if (server.keepAliveTimeout) socket.setTimeout(server.keepAliveTimeout);
      if (server._isClosingIdle) socket.destroySoon();
      else if (req.complete) socket.resume();
    } else this.responses[0].res.assignSocket(socket);
  }
  /** Another protocol takes the connection over. */
  tunnel(rest) {
    const { server, socket, request } = this;
    socket.off('data', this.onData).off('end', this.onEnd).off('close', this.onClose);
    socket.off('drain', this.onDrain).off('error', this.onError).off('timeout', this.onTimeout);
    server._exchanges.delete(this);
    const event = request.method === 'CONNECT' ? 'connect' : 'upgrade';
    if (server.listenerCount(event) === 0) {
      socket.destroy();
      return;
    }
    socket.readableFlowing = null;
    server.emit(event, request, socket, rest);
  }
}

const reset = () => Object.assign(new Error('aborted'), { code: 'ECONNRESET' });

/** What both `http.Server` and `https.Server` are. */
export const withHttp = (Base) =>
  class Server extends Base {
    constructor(options, listener) {
      const given = typeof options === 'function' ? {} : { ...options };
      super({ allowHalfOpen: true, noDelay: true, ...given });
      this.allowHalfOpen = true;
      this.noDelay = given.noDelay ?? true;
      this.httpAllowHalfOpen = false;
      this.timeout = 0;
      this.keepAliveTimeout = given.keepAliveTimeout ?? KEEP_ALIVE_MS;
      this.headersTimeout = given.headersTimeout ?? 60_000;
      this.requestTimeout = given.requestTimeout ?? 300_000;
      this.maxHeadersCount = null;
      this.maxRequestsPerSocket = 0;
      this.maxHeaderSize = given.maxHeaderSize || undefined;
      this.requireHostHeader = given.requireHostHeader ?? true;
      this.joinDuplicateHeaders = given.joinDuplicateHeaders;
      for (const [key, value] of [
        ['_exchanges', new Set()],
        ['_isClosingIdle', false],
        ['_Incoming', given.IncomingMessage ?? IncomingMessage],
        ['_Response', given.ServerResponse ?? ServerResponse],
      ])
        Object.defineProperty(this, key, { value, writable: true });
      const heard = typeof options === 'function' ? options : listener;
      if (heard) this.on('request', heard);
      this.on(this._connectionEvent ?? 'connection', (socket) =>
        this._exchanges.add(new Exchange(this, socket)),
      );
    }
    setTimeout(ms, listener) {
      this.timeout = ms;
      if (listener) this.on('timeout', listener);
      return this;
    }
    close(done) {
      this._isClosingIdle = true;
      super.close(done);
      this.closeIdleConnections();
      return this;
    }
    listen(...args) {
      this._isClosingIdle = false;
      return super.listen(...args);
    }
    closeAllConnections() {
      for (const { socket } of this._exchanges) socket.destroy();
    }
    closeIdleConnections() {
      for (const exchange of this._exchanges) if (exchange.isIdle) exchange.socket.destroy();
    }
  };

export const Server = withHttp(NetServer);
