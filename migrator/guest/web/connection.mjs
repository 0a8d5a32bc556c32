/** A connection to a server, which carries one request at a time. */
import net from 'node:net';
import tls from 'node:tls';
import {
  BodyTimeoutError,
  ConnectTimeoutError,
  HeadersOverflowError,
  HeadersTimeoutError,
  HTTPParserError,
  InformationalError,
  RequestAbortedError,
  ResponseContentLengthMismatchError,
  SocketError,
} from 'undici/lib/core/errors.js';
import { getSocketInfo } from 'undici/lib/core/util.js';
import { Parser } from '../http/parser.mjs';
import { expectsBody, writeBody } from './request-body.mjs';

const CONNECT_MS = 10_000;
const HEADERS_MS = 300_000;
const BODY_MS = 300_000;
const IDLE_MS = 4000;
const MOST_IDLE_MS = 600_000;
/** A server closes so much earlier than it says, as it takes a while until we hear of it. */
const IDLE_MARGIN_MS = 2000;

export class Connection {
  #url;
  #idle;
  #socket;
  #parser;
  #isConnected = false;
  #error = null;
  #request = null;
  /** Of the response that is coming. */
  #response = null;
  #isWriting = false;
  /** It carries no more requests. */
  #isLast = false;
  #idleMs = IDLE_MS;
  #timer = null;

  constructor(url, servername, idle) {
    this.#url = url;
    this.#idle = idle;
    const isSecure = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || (isSecure ? 443 : 80);
    const socket = isSecure
      ? tls.connect({
          host,
          port,
          servername: servername || (net.isIP(host) ? '' : host),
          ALPNProtocols: ['http/1.1'],
        })
      : net.connect({ host, port });
    this.#socket = socket;
    this.#parser = new Parser('response', this);
    socket.setKeepAlive(true, 60_000);
    socket.setNoDelay(true);
    this.#after(CONNECT_MS, () => {
      const words = `Connect Timeout Error (attempted address: ${host}:${port}, timeout: ${CONNECT_MS}ms)`;
      socket.destroy(new ConnectTimeoutError(words));
    });
    this.#listeners = {
      [isSecure ? 'secureConnect' : 'connect']: () => this.#connected(),
      data: (chunk) => this.#data(chunk),
      end: () => this.#end(),
      error: (error) => {
        this.#error ??= error;
      },
      close: () => this.#closed(),
    };
    for (const [event, listener] of Object.entries(this.#listeners)) socket.on(event, listener);
  }
  #listeners;

  send(request) {
    this.#request = request;
    this.#socket.ref();
    this.#clear();
    if (this.#isConnected) this.#write();
  }
  #connected() {
    this.#clear();
    this.#isConnected = true;
    if (this.#request) this.#write();
  }
  #after(ms, act) {
    this.#clear();
    this.#timer = setTimeout(act, ms).unref();
  }
  #clear() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  #write() {
    const request = this.#request;
    try {
      request.onConnect((error) => this.#abort(request, error));
    } catch (error) {
      request.onError(error);
    }
    if (request.aborted) {
      if (this.#request === request) this.#free();
      return;
    }
    const { method, path, host, upgrade, headers, body } = request;
    if (method === 'HEAD' || upgrade || request.reset) this.#isLast = true;
    const connection = upgrade ? `upgrade\r\nupgrade: ${upgrade}` : this.#isLast ? 'close' : 'keep-alive';
    let head = `${method} ${path} HTTP/1.1\r\nhost: ${host ?? this.#url.host}\r\nconnection: ${connection}\r\n`;
    for (let i = 0; i < headers.length; i += 2)
      for (const value of [headers[i + 1]].flat()) head += `${headers[i]}: ${value}\r\n`;
    this.#after(HEADERS_MS, () => this.#socket.destroy(new HeadersTimeoutError()));
    if (body) void this.#writeBody(request, head);
    else {
      const isEmpty = request.contentLength === 0 && expectsBody(request);
      this.#socket.write(isEmpty ? `${head}content-length: 0\r\n\r\n` : `${head}\r\n`, 'latin1');
      request.onRequestSent();
    }
  }
  async #writeBody(request, head) {
    if (!expectsBody(request)) this.#isLast = true;
    this.#isWriting = true;
    try {
      const isOver = () => this.#request !== request || this.#socket.destroyed;
      if (await writeBody(this.#socket, head, request, isOver)) this.#isWriting = false;
    } catch (error) {
      this.#abort(request, error);
    }
  }
  #abort(request, error) {
    if (request.aborted || request.completed) return;
    request.onError(error ?? new RequestAbortedError());
    this.#socket.destroy(new InformationalError('aborted'));
  }

  #data(chunk) {
    let rest;
    try {
      if (!this.#request) throw new SocketError('other side closed', getSocketInfo(this.#socket));
      rest = this.#parser.feed(chunk);
    } catch (error) {
      this.#socket.destroy(error.reason === undefined ? error : protocolError(error, chunk));
    }
    if (rest !== undefined && !this.#socket.destroyed) this.#upgrade(rest);
  }
  #end() {
    const response = this.#response;
    if (response && !response.shouldKeepAlive && this.#complete([])) return;
    this.#socket.destroy(new SocketError('other side closed', getSocketInfo(this.#socket)));
  }
  #closed() {
    this.#clear();
    const at = this.#idle.indexOf(this);
    if (at >= 0) this.#idle.splice(at, 1);
    const error = this.#error ?? new SocketError('closed', getSocketInfo(this.#socket));
    const request = this.#request;
    this.#request = null;
    if (request && !request.completed && error.code !== 'UND_ERR_INFO') request.onError(error);
  }
  #upgrade(rest) {
    const { statusCode, rawHeaders } = this.#response;
    const socket = this.#socket;
    const request = this.#request;
    this.#request = null;
    this.#clear();
    for (const [event, listener] of Object.entries(this.#listeners)) socket.off(event, listener);
    // As undici leaves one: who has it now may never look at its errors.
    socket.on('error', () => {});
    socket.readableFlowing = null;
    if (rest.length > 0) socket.unshift(rest);
    request.onUpgrade(statusCode, inBuffers(rawHeaders), socket);
  }

  // What the parser finds.
  head(message) {
    const request = this.#request;
    const { statusCode, statusMessage, rawHeaders, shouldKeepAlive, upgrade, length, isChunked } = message;
    if (this.#socket.destroyed) return 'none';
    if (statusCode === 100) return this.#refuse('bad response');
    const isUpgrade = upgrade && statusCode === 101;
    if (isUpgrade && !request.upgrade) return this.#refuse('bad upgrade');
    const isBodiless =
      statusCode < 200 || request.method === 'HEAD' || statusCode === 204 || statusCode === 304;
    const hasEnd = isBodiless || isChunked || length !== undefined;
    this.#response = { ...message, shouldKeepAlive: shouldKeepAlive && hasEnd, bytes: 0 };
    if (isUpgrade) return 'tunnel';
    if (statusCode >= 200) {
      this.#after(BODY_MS, () => this.#socket.destroy(new BodyTimeoutError()));
      this.#keepAlive(this.#response.shouldKeepAlive, rawHeaders);
    }
    const resume = () => this.#socket.resume();
    if (request.onHeaders(statusCode, inBuffers(rawHeaders), resume, statusMessage) === false)
      this.#socket.pause();
    return isBodiless || request.aborted ? 'none' : 'body';
  }
  #refuse(words) {
    this.#socket.destroy(new SocketError(words, getSocketInfo(this.#socket)));
    return 'none';
  }
  #keepAlive(shouldKeepAlive, rawHeaders) {
    if (!shouldKeepAlive) {
      this.#isLast = true;
      return;
    }
    const at = rawHeaders.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'keep-alive');
    const seconds = at < 0 ? undefined : /timeout=(\d+)/.exec(rawHeaders[at + 1])?.[1];
    this.#idleMs = seconds === undefined ? IDLE_MS : Math.min(seconds * 1000 - IDLE_MARGIN_MS, MOST_IDLE_MS);
    if (this.#idleMs <= 0) this.#isLast = true;
  }
  body(chunk) {
    if (this.#socket.destroyed || !this.#request) return;
    this.#timer?.refresh();
    this.#response.bytes += chunk.length;
    if (this.#request.onData(chunk) === false) this.#socket.pause();
  }
  ended(trailers) {
    if (!this.#response || this.#response.statusCode < 200) this.#response = null;
    else if (!this.#socket.destroyed) this.#complete(inBuffers(trailers));
  }
  /** Whether there was a request to be completed. */
  #complete(trailers) {
    const { method } = this.#request;
    const { length, bytes, statusCode } = this.#response;
    const hasBody = method !== 'HEAD' && statusCode !== 204 && statusCode !== 304;
    if (hasBody && length !== undefined && length !== bytes) {
      this.#socket.destroy(new ResponseContentLengthMismatchError());
      return true;
    }
    const request = this.#request;
    this.#request = null;
    this.#response = null;
    request.onComplete(trailers);
    if (this.#isWriting || this.#isLast) this.#socket.destroy(new InformationalError('reset'));
    else this.#free();
    return true;
  }
  #free() {
    this.#request = null;
    this.#socket.unref();
    this.#socket.resume();
    this.#after(this.#idleMs, () => this.#socket.destroy(new InformationalError('socket idle timeout')));
    // A server that closes although it said that it would not has a turn to do so.
    setImmediate(() => {
      if (!this.#socket.destroyed) this.#idle.push(this);
    });
  }
}

const inBuffers = (list) => list.map((text) => Buffer.from(text, 'latin1'));

function protocolError({ code, reason }, chunk) {
  if (code === 'HPE_HEADER_OVERFLOW') return new HeadersOverflowError();
  // The parser of undici knows of no other protocols.
  const words = `Response does not match the HTTP/1.1 protocol (${reason.replace(', RTSP/ or ICE/', '')})`;
  return new HTTPParserError(words, code.replace('HPE_', ''), chunk);
}
