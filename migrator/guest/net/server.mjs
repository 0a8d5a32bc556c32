/** `net.Server`: it listens at home, under an address that does not change while the task moves. */
import { EventEmitter } from 'node:events';
import home from '../home.cjs';
import { normalizeArgs } from './arguments.mjs';
import { portOf } from './connect.mjs';
import { nextId } from './ids.mjs';
import { Socket } from './socket.mjs';

export class Server extends EventEmitter {
  #id = null;
  #address = null;
  #options = null;
  #waits = { keepsAlive: true };
  #isStarting = false;
  #connections = 0;
  #isClosing = false;

  constructor(options, listener) {
    super();
    if (typeof options === 'function') {
      listener = options;
      options = {};
    } else if (options !== null && options !== undefined && typeof options !== 'object') {
      throw home.nodeError('ERR_INVALID_ARG_TYPE', 'options', 'Object', options);
    }
    const given = { ...options };
    if (typeof listener === 'function') this.on('connection', listener);
    this.allowHalfOpen = Boolean(given.allowHalfOpen);
    this.pauseOnConnect = Boolean(given.pauseOnConnect);
    this.noDelay = Boolean(given.noDelay);
    this.keepAlive = Boolean(given.keepAlive);
    this.keepAliveInitialDelay = given.keepAliveInitialDelay ?? 0;
    this.highWaterMark = given.highWaterMark;
  }
  get listening() {
    return this.#address !== null;
  }
  get _handle() {
    return this.#address === null ? null : this;
  }
  get _connections() {
    return this.#connections;
  }

  listen(...args) {
    const [given, listener] = normalizeArgs(args);
    if (this.#isStarting || this.#address !== null) throw home.nodeError('ERR_SERVER_ALREADY_LISTEN');
    if (listener !== null) this.once('listening', listener);
    const backlog =
      typeof args[1] === 'number' ? args[1] : typeof args[2] === 'number' ? args[2] : given.backlog;
    const options = { ...settingsOf(args, given), ...(backlog > 0 && { backlog }), ...this.#kept() };
    for (const name of ['exclusive', 'ipv6Only', 'readableAll', 'writableAll'])
      if (given[name] !== undefined) options[name] = Boolean(given[name]);
    this.#listenAt(options);
    if (given.signal) this.#closeWith(given.signal);
    return this;
  }
  #kept() {
    return {
      ...(this.noDelay && { noDelay: true }),
      ...(this.keepAlive && { keepAlive: true, keepAliveDelayMs: Math.max(0, this.keepAliveInitialDelay) }),
    };
  }
  #closeWith(signal) {
    home.validateAbortSignal(signal, 'options.signal');
    const close = () => this.close();
    if (signal.aborted) process.nextTick(close);
    else signal.addEventListener('abort', close, { once: true });
  }
  /** Without a name to be looked up its address is known at once, as in Node. */
  #listenAt(options) {
    const id = nextId();
    this.#id = id;
    this.#options = options;
    this.#isStarting = true;
    this.#isClosing = false;
    if (options.host === undefined) {
      let address = null;
      let failure = null;
      try {
        address = home.sync('net.listen', [id, options]);
      } catch (error) {
        failure = error;
      }
      this.#isStarting = false;
      if (failure === null) this.#address = address;
      process.nextTick(() => this.#started(id, failure));
      return;
    }
    home.call(
      'net.listen',
      [id, options],
      null,
      (error, address) => {
        if (this.#id !== id) {
          if (!error) home.send('net.close', [id, false]);
          return;
        }
        this.#isStarting = false;
        if (!error) this.#address = address;
        this.#started(id, error);
      },
      this.#waits,
    );
  }
  #started(id, error) {
    if (error) {
      this.#id = null;
      this.emit('error', error);
      return;
    }
    if (this.#id !== id) return;
    this.#accept();
    this.emit('listening');
  }
  #accept() {
    const id = this.#id;
    home.call(
      'net.accept',
      [id],
      null,
      (error, came) => {
        if (this.#id !== id || !came) {
          if (came) home.send('net.close', [came.socket, true]);
          else if (error && this.#id === id) this.#listenAgain();
          return;
        }
        this.#accept();
        this.#take(came);
      },
      this.#waits,
    );
  }
  /** The program goes on from a checkpoint file: nobody listens for it any more. */
  #listenAgain() {
    const { port } = this.#address ?? {};
    const id = nextId();
    this.#id = id;
    const options = port === undefined ? this.#options : { ...this.#options, port };
    home.call(
      'net.listen',
      [id, options],
      null,
      (error) => {
        if (this.#id !== id) return;
        if (error) this.#address = null;
        if (error) this.#started(id, error);
        else this.#accept();
      },
      this.#waits,
    );
  }
  #take({ socket: id, ...ends }) {
    if (this.maxConnections !== undefined && this.#connections >= this.maxConnections) {
      home.send('net.close', [id, false]);
      const { local, remote } = ends;
      this.emit('drop', {
        localAddress: local?.address,
        localPort: local?.port,
        localFamily: local?.family,
        remoteAddress: remote?.address,
        remotePort: remote?.port,
        remoteFamily: remote?.family,
      });
      return;
    }
    this.#connections++;
    this._came({ id, ends, isPaused: this.pauseOnConnect });
  }
  /** A connection that is taken. */
  _came(handle) {
    const socket = new Socket({ allowHalfOpen: this.allowHalfOpen, highWaterMark: this.highWaterMark });
    if (this.pauseOnConnect) socket.pause();
    socket.server = this;
    socket._server = this;
    socket._attach(handle);
    this.emit('connection', socket);
  }
  /** One of its connections has ended. */
  _left() {
    this.#connections--;
    this._emitCloseIfDrained();
  }
  _emitCloseIfDrained() {
    if (!this.#isClosing || this.#address !== null || this.#connections > 0) return;
    this.#isClosing = false;
    process.nextTick(() => this.emit('close'));
  }

  close(done) {
    const wasOpen = this.#id !== null;
    if (typeof done === 'function') {
      if (wasOpen) this.once('close', done);
      else this.once('close', () => done(home.nodeError('ERR_SERVER_NOT_RUNNING')));
    }
    this.#isClosing = true;
    if (wasOpen) {
      const id = this.#id;
      this.#id = null;
      this.#address = null;
      this.#isStarting = false;
      home.send('net.close', [id, false]);
    }
    this._emitCloseIfDrained();
    return this;
  }
  [Symbol.asyncDispose]() {
    if (this.#id === null) return Promise.resolve();
    return new Promise((resolve, reject) => this.close((error) => (error ? reject(error) : resolve())));
  }
  address() {
    const address = this.#address;
    return typeof address === 'object' && address !== null ? { ...address } : address;
  }
  getConnections(done) {
    process.nextTick(done, null, this.#connections);
    return this;
  }
  ref() {
    this.#waits.keepsAlive = true;
    return this;
  }
  unref() {
    this.#waits.keepsAlive = false;
    return this;
  }
}

/** Where it shall listen. */
function settingsOf(args, given) {
  const first = args[0];
  if (
    args.length === 0 ||
    typeof first === 'function' ||
    ((first === null || first === undefined) && typeof first !== 'object')
  )
    return { port: 0 };
  if (first === null) return { port: 0 };
  if (given.fd !== undefined || given._handle)
    throw home.nodeError(
      'ERR_INVALID_ARG_VALUE',
      'options',
      given,
      'with a descriptor is not carried by omrun',
    );
  if (typeof given.port === 'number' || typeof given.port === 'string')
    return {
      port: portOf(given.port, 'options.port'),
      ...(given.host !== undefined && { host: given.host }),
    };
  if (given.path) return { path: given.path };
  if (given.port === undefined && 'port' in given)
    return { port: 0, ...(given.host !== undefined && { host: given.host }) };
  throw home.nodeError('ERR_INVALID_ARG_VALUE', 'options', given, 'must have the property "port" or "path"');
}
