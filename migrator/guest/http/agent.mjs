/** `http.Agent`: connections that are kept for the next request. */
import { EventEmitter } from 'node:events';
import home from '../home.cjs';
import net from '../net/index.mjs';

export class Agent extends EventEmitter {
  defaultPort = 80;
  protocol = 'http:';
  requests = Object.create(null);
  sockets = Object.create(null);
  freeSockets = Object.create(null);
  totalSocketCount = 0;
  constructor(options) {
    super();
    this.options = { ...options, path: null, noDelay: options?.noDelay ?? true };
    this.keepAliveMsecs = this.options.keepAliveMsecs || 1000;
    this.keepAlive = this.options.keepAlive || false;
    this.maxSockets = this.options.maxSockets || Number.POSITIVE_INFINITY;
    this.maxFreeSockets = this.options.maxFreeSockets || 256;
    this.scheduling = this.options.scheduling || 'lifo';
    this.maxTotalSockets = this.options.maxTotalSockets ?? Number.POSITIVE_INFINITY;
    if (this.scheduling !== 'fifo' && this.scheduling !== 'lifo')
      throw home.nodeError(
        'ERR_INVALID_ARG_VALUE',
        'scheduling',
        this.scheduling,
        "must be one of: 'fifo', 'lifo'",
      );
  }
  createConnection(...args) {
    return net.createConnection(...args);
  }
  getName(options = {}) {
    const { host = 'localhost', port = '', localAddress = '', family, socketPath } = options;
    let name = `${host || 'localhost'}:${port || ''}:${localAddress || ''}`;
    if (family === 4 || family === 6) name += `:${family}`;
    if (socketPath) name += `:${socketPath}`;
    return name;
  }
  addRequest(req, given) {
    const options = { ...given, ...this.options };
    if (options.socketPath) options.path = options.socketPath;
    options.encoding = null;
    const name = this.getName(options);
    this.sockets[name] ??= [];
    const free = (this.freeSockets[name] ?? []).filter((socket) => !socket.destroyed && socket.writable);
    const socket = this.scheduling === 'fifo' ? free.shift() : free.pop();
    if (free.length > 0) this.freeSockets[name] = free;
    else delete this.freeSockets[name];
    if (socket) {
      this.reuseSocket(socket, req);
      req.reusedSocket = true;
      this.sockets[name].push(socket);
      this.#give(req, socket);
    } else if (this.sockets[name].length < this.maxSockets && this.totalSocketCount < this.maxTotalSockets)
      this.#create(req, options, name);
    else {
      this.requests[name] ??= [];
      this.requests[name].push([req, options]);
    }
  }
  #give(req, socket) {
    if (req.timeout) socket.setTimeout(req.timeout);
    req.onSocket(socket);
  }
  #create(req, options, name) {
    if (!options.servername && options.servername !== '') options.servername = serverNameOf(options, req);
    let isTold = false;
    const told = (error, socket) => {
      if (isTold) return;
      isTold = true;
      if (error) {
        req.onSocket(null, error);
        return;
      }
      this.sockets[name] ??= [];
      this.sockets[name].push(socket);
      this.totalSocketCount++;
      this.#install(socket, options, name);
      this.#give(req, socket);
    };
    if (this.keepAlive)
      Object.assign(options, { keepAlive: true, keepAliveInitialDelay: this.keepAliveMsecs });
    const socket = this.createConnection(options, told);
    if (socket) told(null, socket);
  }
  #install(socket, options, name) {
    const onFree = () => this.emit('free', socket, options);
    const onTimeout = () => {
      if (this.freeSockets[name]?.includes(socket)) socket.destroy();
    };
    const onError = () => {};
    const remove = () => {
      socket.off('free', onFree).off('close', remove).off('timeout', onTimeout).off('agentRemove', remove);
      this.#remove(socket, name);
    };
    socket.on('free', onFree).on('close', remove).on('timeout', onTimeout).on('agentRemove', remove);
    socket._agentError = onError;
    socket._whenFree = () => this.#freed(socket, options, name);
  }
  #freed(socket, options, name) {
    const waiting = this.requests[name];
    if (waiting?.length > 0 && socket.writable) {
      const [req] = waiting.shift();
      if (waiting.length === 0) delete this.requests[name];
      this.reuseSocket(socket, req);
      req.reusedSocket = true;
      this.#give(req, socket);
      return;
    }
    const free = this.freeSockets[name] ?? [];
    const isFull = free.length >= this.maxFreeSockets || this.totalSocketCount > this.maxTotalSockets;
    if (!this.keepAlive || !socket.writable || isFull || !this.keepSocketAlive(socket)) {
      socket.destroy();
      return;
    }
    this.#leave(this.sockets, socket, name);
    this.freeSockets[name] = [...free, socket];
    socket.on('error', socket._agentError);
    this.emit('free', socket, options);
  }
  #leave(table, socket, name) {
    const left = (table[name] ?? []).filter((each) => each !== socket);
    if (left.length > 0) table[name] = left;
    else delete table[name];
  }
  #remove(socket, name) {
    this.#leave(this.sockets, socket, name);
    this.#leave(this.freeSockets, socket, name);
    this.totalSocketCount--;
    const next = this.requests[name]?.shift();
    if (this.requests[name]?.length === 0) delete this.requests[name];
    if (next) this.#create(next[0], next[1], name);
  }
  keepSocketAlive(socket) {
    socket.setKeepAlive(true, this.keepAliveMsecs);
    socket.unref();
    const ms = this.options.timeout ?? 0;
    if (socket.timeout !== ms) socket.setTimeout(ms);
    return true;
  }
  reuseSocket(socket, _req) {
    socket.off('error', socket._agentError);
    socket.ref();
  }
  destroy() {
    for (const table of [this.freeSockets, this.sockets])
      for (const list of Object.values(table)) for (const socket of [...list]) socket.destroy();
  }
}

function serverNameOf({ host, servername }, req) {
  const named = String(req.getHeader('host') ?? servername ?? host ?? '').replace(/:\d+$/, '');
  return home.isIP(named) ? '' : named;
}

export const globalAgent = new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 });
