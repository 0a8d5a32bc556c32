/** `http.ClientRequest`. */
import home from '../home.cjs';
import net from '../net/index.mjs';
import { globalAgent } from './agent.mjs';
import { isToken } from './headers.mjs';
import { IncomingMessage } from './incoming.mjs';
import { OutgoingMessage } from './outgoing.mjs';
import { Parser } from './parser.mjs';

const BODILESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);
const WRONG_PATH = /[^\u0021-\u00ff]/;

function optionsOf(url) {
  const { protocol, hostname, hash, search, pathname, href, port, username, password } = url;
  return {
    protocol,
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href,
    ...(port !== '' && { port: Number(port) }),
    ...((username || password) && {
      auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
    }),
  };
}

export class ClientRequest extends OutgoingMessage {
  #isClosed = false;
  #error = null;
  #signalled = null;
  constructor(input, options, listener) {
    super();
    let given = input;
    if (typeof input === 'string') given = optionsOf(new URL(input));
    else if (input instanceof URL) given = { ...optionsOf(input) };
    else [given, options, listener] = [{}, input, options];
    if (typeof options === 'function') [options, listener] = [given, options];
    else options = Object.assign({}, given, options);
    let { agent } = options;
    const standard = options._defaultAgent ?? globalAgent;
    if (agent === false) agent = new standard.constructor();
    else if (agent === null || agent === undefined)
      agent = typeof options.createConnection === 'function' ? undefined : standard;
    else if (typeof agent.addRequest !== 'function')
      throw home.nodeError(
        'ERR_INVALID_ARG_TYPE',
        'options.agent',
        ['Agent-like Object', 'undefined', 'false'],
        agent,
      );
    this.agent = agent;
    const protocol = options.protocol || standard.protocol;
    const expected = agent?.protocol ?? standard.protocol;
    if (options.path && WRONG_PATH.test(String(options.path)))
      throw home.nodeError('ERR_UNESCAPED_CHARACTERS', 'Request path');
    if (protocol !== expected) throw home.nodeError('ERR_INVALID_PROTOCOL', protocol, expected);
    const defaultPort = options.defaultPort || agent?.defaultPort;
    const port = (options.port = options.port || defaultPort || 80);
    const host = (options.host =
      hostOf(options.hostname, 'hostname') || hostOf(options.host, 'host') || 'localhost');
    this.#method(options);
    this.path = options.path || '/';
    this.socketPath = options.socketPath;
    this.maxHeaderSize = options.maxHeaderSize;
    this.host = host;
    this.protocol = protocol;
    this.res = null;
    this.aborted = false;
    this.timeoutCb = null;
    this.upgradeOrConnect = false;
    this.parser = null;
    this.maxHeadersCount = null;
    this.reusedSocket = false;
    if (options.timeout !== undefined) this.timeout = options.timeout;
    if (options.joinDuplicateHeaders) this.joinDuplicateHeaders = true;
    this.shouldKeepAlive = agent
      ? agent.keepAlive || !(agent.maxSockets === Number.POSITIVE_INFINITY)
      : false;
    this.useChunkedEncodingByDefault = !BODILESS.has(this.method);
    if (listener) this.once('response', listener);
    this.#headers(options, host, port, defaultPort);
    this._ended = false;
    if (options.signal) this.#withSignal(options.signal);
    if (agent) agent.addRequest(this, options);
    else this.#connect(options);
  }
  #method(options) {
    const { method } = options;
    if (method !== undefined && method !== null) home.validateString(method, 'options.method');
    if (method && !isToken(method)) throw home.nodeError('ERR_INVALID_HTTP_TOKEN', 'Method', method);
    this.method = method ? method.toUpperCase() : 'GET';
    options.method = this.method;
  }
  #headers(options, host, port, defaultPort) {
    const { headers } = options;
    const isList = Array.isArray(headers);
    if (isList) {
      const pairs = Array.isArray(headers[0])
        ? headers
        : Array.from({ length: headers.length / 2 }, (_, i) => [headers[2 * i], headers[2 * i + 1]]);
      for (const [name, value] of pairs) this.appendHeader(name, value);
    } else for (const [name, value] of Object.entries(headers ?? {})) this.setHeader(name, value);
    if (!isList || !this.hasHeader('host')) {
      if (host && !this.hasHeader('host') && options.setHost !== false) {
        const named = home.isIPv6(host) ? `[${host}]` : host;
        this.setHeader('Host', port && +port !== defaultPort ? `${named}:${port}` : named);
      }
    }
    if (options.auth && !this.hasHeader('authorization'))
      this.setHeader('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`);
    if (this.hasHeader('expect')) this._implicitHeader();
  }
  #withSignal(signal) {
    home.validateAbortSignal(signal, 'options.signal');
    this.#signalled = () => this.destroy(home.abortError(signal.reason));
    if (signal.aborted) process.nextTick(this.#signalled);
    else signal.addEventListener('abort', this.#signalled, { once: true });
    this.once('close', () => signal.removeEventListener('abort', this.#signalled));
  }
  #connect(options) {
    this._last = true;
    this.shouldKeepAlive = false;
    const connect =
      typeof options.createConnection === 'function' ? options.createConnection : net.createConnection;
    const given = options.socketPath
      ? { ...options, path: options.socketPath }
      : { ...options, path: undefined };
    const told = (error, socket) =>
      error ? process.nextTick(() => this.#fail(error)) : this.onSocket(socket);
    const socket = connect(given, told);
    if (socket) this.onSocket(socket);
  }
  _implicitHeader() {
    if (this._header) throw home.nodeError('ERR_HTTP_HEADERS_SENT', 'render');
    this._storeHeader(`${this.method} ${this.path} HTTP/1.1\r\n`, this._pairs());
  }

  onSocket(socket, error) {
    process.nextTick(() => {
      if (error) this.#fail(error);
      else if (this.destroyed) this.#neverUsed(socket);
      else this.#use(socket);
    });
  }
  #neverUsed(socket) {
    if (socket && !this.agent) socket.destroy(this.#error);
    else socket?._whenFree?.();
    if (!this.#error && !this.res) this.#error = hangUp();
    if (this.#error) this.emit('error', this.#error);
    this.#close();
  }
  #fail(error) {
    this.destroyed = true;
    if (!this.#isErrored) this.emit('error', error);
    this.#isErrored = true;
    this.#close();
  }
  #isErrored = false;
  #use(socket) {
    this.socket = socket;
    socket._httpMessage = this;
    this.parser = new Parser('response', this, { maxHeaderSize: this.maxHeaderSize });
    this.handlers = {
      data: (chunk) => this.#data(chunk),
      end: () => this.#end(),
      close: () => this.#closed(),
      drain: () => this._drained(),
      error: (error) => this.#failed(error),
    };
    for (const [event, handler] of Object.entries(this.handlers)) socket.on(event, handler);
    if (this.timeout !== undefined) this.#idle(socket);
    this.emit('socket', socket);
    this._flush();
    if (socket.isPaused()) socket.resume();
  }
  #idle(socket) {
    const told = () => this.emit('timeout');
    this.handlers.timeout = told;
    socket.on('timeout', told);
    if (socket.timeout !== this.timeout) socket.setTimeout(this.timeout);
  }
  #release() {
    const { socket } = this;
    for (const [event, handler] of Object.entries(this.handlers)) socket.off(event, handler);
  }
  #data(chunk) {
    let rest;
    try {
      rest = this.parser.feed(chunk);
    } catch (error) {
      this.#isErrored = true;
      this.#release();
      this.socket.on('error', () => {});
      this.socket.destroy();
      error.rawPacket = chunk;
      this.emit('error', error);
      this.#close();
      return;
    }
    if (rest !== undefined) this.#tunnel(rest);
  }
  #tunnel(rest) {
    const { socket, res } = this;
    this.#release();
    socket.emit('agentRemove');
    socket._httpMessage = null;
    const event = this.method === 'CONNECT' ? 'connect' : 'upgrade';
    this.upgradeOrConnect = true;
    if (this.listenerCount(event) === 0) {
      socket.destroy();
      return;
    }
    socket.readableFlowing = null;
    this.emit(event, res, socket, rest);
    this.destroyed = true;
    this.#close();
  }
  #end() {
    try {
      this.parser.finish();
    } catch {
      // Its end is told by 'close'.
    }
    if (!this.res && !this.#isErrored) {
      this.#isErrored = true;
      this.emit('error', hangUp());
    }
    this.socket.destroy();
  }
  #closed() {
    const { res } = this;
    this.destroyed = true;
    if (res) {
      if (!res.complete) res.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
      else this.#close();
      if (res.complete) return;
      this.#close();
      return;
    }
    if (!this.#isErrored) {
      this.#isErrored = true;
      this.emit('error', this.#error ?? hangUp());
    }
    this.#close();
  }
  #failed(error) {
    if (this.#isErrored) return;
    this.#isErrored = true;
    if (!this.res) this.emit('error', error);
    else if (this.res.complete) this.#isErrored = true;
    this.socket.destroy();
  }

  head(message) {
    const { statusCode } = message;
    const res = new IncomingMessage(this.socket);
    res.joinDuplicateHeaders = this.joinDuplicateHeaders === true;
    const isTunnel =
      statusCode === 101 || (this.method === 'CONNECT' && statusCode >= 200 && statusCode < 300);
    res._begin({ ...message, upgrade: isTunnel });
    if (isTunnel) {
      this.res = res;
      return 'tunnel';
    }
    if (statusCode < 200) {
      if (statusCode === 100) this.emit('continue');
      const { headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor, statusMessage } = res;
      this.emit('information', {
        statusCode,
        statusMessage,
        httpVersion,
        httpVersionMajor,
        httpVersionMinor,
        headers,
        rawHeaders,
      });
      this.interim = true;
      return 'none';
    }
    this.interim = false;
    if (this.shouldKeepAlive && !message.shouldKeepAlive) this.shouldKeepAlive = false;
    this.res = res;
    res.req = this;
    res.on('end', () => this.#over());
    if (this.aborted || !this.emit('response', res)) res._dump();
    const isBodiless = this.method === 'HEAD' || statusCode === 204 || statusCode === 304;
    return isBodiless ? 'none' : 'body';
  }
  body(chunk) {
    this.res._body(chunk);
  }
  ended(trailers) {
    if (this.interim) return;
    this.res._end(trailers);
  }
  /** The response has been read to its end. */
  #over() {
    if (this.writableFinished || !this.shouldKeepAlive) this.#done();
    else this.once('finish', () => this.#done());
  }
  #done() {
    const { socket } = this;
    if (this.#isClosed) return;
    if (!this.shouldKeepAlive || !socket._whenFree) {
      if (socket.writable) socket.destroySoon();
      return;
    }
    this.#release();
    socket._httpMessage = null;
    this.destroyed = true;
    process.nextTick(() => {
      this.#close();
      socket._whenFree();
    });
  }
  #close() {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this._closed = true;
    this.emit('close');
    if (this.res && !this.res.closed) this.res.emit('close');
  }
  destroy(error) {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.res?._dump();
    this.#error = error ?? null;
    this.errored = error ?? null;
    if (this.socket) {
      if (!error && !this.res) error = hangUp();
      this.#error = error ?? null;
      this.socket.destroy(error);
    }
    return this;
  }
  abort() {
    if (this.aborted) return;
    this.aborted = true;
    process.nextTick(() => this.emit('abort'));
    this.destroy();
  }
  setTimeout(ms, listener) {
    if (this._ended) return this;
    this.timeout = ms;
    if (listener) this.once('timeout', listener);
    if (this.socket) this.#idle(this.socket);
    return this;
  }
  setNoDelay(enable) {
    this.#onSocket((socket) => socket.setNoDelay(enable));
  }
  setSocketKeepAlive(enable, delay) {
    this.#onSocket((socket) => socket.setKeepAlive(enable, delay));
  }
  #onSocket(act) {
    if (this.socket) act(this.socket);
    else this.once('socket', act);
  }
  clearTimeout(listener) {
    this.setTimeout(0, listener);
  }
}

const hangUp = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

function hostOf(host, name) {
  if (host !== null && host !== undefined && typeof host !== 'string')
    throw home.nodeError('ERR_INVALID_ARG_TYPE', `options.${name}`, ['string', 'undefined', 'null'], host);
  return host;
}
