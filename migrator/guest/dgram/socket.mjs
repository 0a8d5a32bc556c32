/** `dgram.Socket`: it lives at home, under an address that does not change while the task moves. */
import { EventEmitter } from 'node:events';
import home from '../home.cjs';
import { nextId } from '../net/ids.mjs';
import { unsupported } from '../net/unsupported.mjs';
import { portOf, sentOf } from './sent.mjs';

const KEPT = ['reuseAddr', 'reusePort', 'ipv6Only', 'recvBufferSize', 'sendBufferSize'];

class SocketClass extends EventEmitter {
  #id = nextId();
  #options;
  #address = null;
  #bind = 'unbound';
  #connection = 'disconnected';
  #isClosed = false;
  /** What waits until it is bound. */
  #queue = [];
  #waits = { keepsAlive: true };

  constructor(given, listener) {
    super();
    const options = given !== null && typeof given === 'object' ? given : { type: given };
    const { type, signal, lookup } = options;
    if (type !== 'udp4' && type !== 'udp6') throw home.nodeError('ERR_SOCKET_BAD_TYPE');
    if (lookup !== undefined) {
      home.validateFunction(lookup, 'lookup');
      throw unsupported('a lookup of its own for dgram');
    }
    this.type = type;
    this.#options = { type };
    for (const name of KEPT) if (options[name] !== undefined) this.#options[name] = options[name];
    home.send('udp.open', [this.#id, this.#options]);
    if (typeof listener === 'function') this.on('message', listener);
    if (signal !== undefined) this.#closeWith(signal);
  }
  #closeWith(signal) {
    home.validateAbortSignal(signal, 'options.signal');
    const close = () => {
      if (!this.#isClosed) this.close();
    };
    if (signal.aborted) close();
    else {
      signal.addEventListener('abort', close, { once: true });
      this.once('close', () => signal.removeEventListener('abort', close));
    }
  }
  #check() {
    if (this.#isClosed) throw home.nodeError('ERR_SOCKET_DGRAM_NOT_RUNNING');
  }

  bind(port, address, done) {
    this.#check();
    if (this.#bind !== 'unbound') throw home.nodeError('ERR_SOCKET_ALREADY_BOUND');
    this.#bind = 'binding';
    const last = [port, address, done].findLast((each) => each !== undefined);
    if (typeof last === 'function') this.#heard(last);
    let options = {};
    if (port !== null && typeof port === 'object') {
      if (port.fd !== undefined) throw unsupported('a socket of a descriptor');
      options = { port: port.port, address: port.address, exclusive: port.exclusive };
    } else {
      options.port = typeof port === 'function' ? 0 : port;
      options.address = typeof address === 'function' ? '' : address;
    }
    this.#bindTo({
      ...(options.port && { port: portOf(options.port, true) }),
      ...(options.address && { address: `${options.address}` }),
      ...(options.exclusive && { exclusive: true }),
    });
    return this;
  }
  /** One that is told by a function: an error goes to the event. */
  #heard(done) {
    const over = () => {
      this.off('listening', listening).off('error', over);
    };
    const listening = () => {
      over();
      done.call(this);
    };
    this.on('listening', listening).on('error', over);
    // Whether an error is heard by others is for the event to say.
    over.isOurs = true;
  }
  #bindTo(options) {
    this.#call('udp.bind', [options], null, (error, address) => {
      if (error) {
        this.#bind = 'unbound';
        this.#failed(error);
        return;
      }
      this.#bind = 'bound';
      this.#address = address;
      this.#receive();
      this.emit('listening');
      for (const each of this.#queue.splice(0)) each();
    });
  }
  #failed(error) {
    const [first, ...others] = this.listeners('error');
    // Node's own would be thrown: what only waits for the address is no listener.
    if (first?.isOurs && others.length === 0) this.off('error', first);
    this.#queue.length = 0;
    this.emit('error', error);
  }
  #call(name, args, tail, done) {
    const tell = (error, value, bytes) => {
      if (!this.#isClosed) done(error, value, bytes);
    };
    home.call(name, [this.#id, ...args], tail, tell, this.#waits);
  }
  #receive() {
    this.#call('udp.receive', [], null, (error, from, bytes) => {
      if (error) {
        this.#bindAgain();
        return;
      }
      this.#receive();
      if (from) this.emit('message', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), from);
    });
  }
  /** The program goes on from a checkpoint file: nothing of the socket is left but its address. */
  #bindAgain() {
    this.#id = nextId();
    home.send('udp.open', [this.#id, this.#options]);
    const { address, port } = this.#address;
    this.#connection = 'disconnected';
    this.#call('udp.bind', [{ address, port }], null, (error) => {
      if (error) this.emit('error', error);
      else this.#receive();
    });
  }
  #whenBound(act) {
    if (this.#bind === 'unbound') this.bind({ port: 0, exclusive: true });
    if (this.#bind === 'bound') act();
    else this.#queue.push(act);
  }

  connect(port, address, done) {
    const number = portOf(port);
    if (typeof address === 'function') [done, address] = [address, ''];
    else if (address === undefined) address = '';
    home.validateString(address, 'address');
    this.#check();
    if (this.#connection !== 'disconnected') throw home.nodeError('ERR_SOCKET_DGRAM_IS_CONNECTED');
    this.#connection = 'connecting';
    this.#whenBound(() => {
      if (done) this.once('connect', done);
      this.#call('udp.connect', [number, address || null], null, (error, own) => {
        this.#connection = error ? 'disconnected' : 'connected';
        if (!error) {
          this.#address = own;
          this.emit('connect');
        } else if (done) {
          this.off('connect', done);
          done(error);
        } else this.emit('error', error);
      });
    });
  }
  disconnect() {
    if (this.#connection !== 'connected') throw home.nodeError('ERR_SOCKET_DGRAM_NOT_CONNECTED');
    this.#tell('disconnect');
    this.#connection = 'disconnected';
  }
  send(...args) {
    const { bytes, port, address, callback } = sentOf(this.#connection === 'connected', args);
    this.#check();
    this.#whenBound(() => {
      this.#call('udp.send', [port, address], bytes, (error, size) => {
        if (callback) callback(error, error ? undefined : size);
        else if (error) this.emit('error', error);
      });
    });
  }
  sendto(buffer, offset, length, port, address, callback) {
    home.validateInteger(offset, 'offset');
    home.validateInteger(length, 'length');
    home.validateInteger(port, 'port');
    home.validateString(address, 'address');
    this.send(buffer, offset, length, port, address, callback);
  }

  close(done) {
    if (typeof done === 'function') this.on('close', done);
    if (this.#bind === 'binding') {
      this.#queue.push(() => this.close());
      return this;
    }
    this.#check();
    this.#isClosed = true;
    home.send('udp.close', [this.#id]);
    process.nextTick(() => this.emit('close'));
    return this;
  }
  address() {
    this.#check();
    return this.#tell('address');
  }
  remoteAddress() {
    this.#check();
    if (this.#connection !== 'connected') throw home.nodeError('ERR_SOCKET_DGRAM_NOT_CONNECTED');
    return this.#tell('remoteAddress');
  }
  /** Done by the socket at home, with its errors. */
  #tell(method, ...values) {
    return home.sync('udp.call', [this.#id, method, values]);
  }
  static {
    const answering = ['getRecvBufferSize', 'getSendBufferSize', 'getSendQueueSize', 'getSendQueueCount'];
    const setting = {
      setBroadcast: (value) => [Boolean(value)],
      setTTL: (ttl) => [numeric(ttl, 'ttl')],
      setMulticastTTL: (ttl) => [numeric(ttl, 'ttl')],
      setMulticastLoopback: (value) => [Boolean(value)],
      setMulticastInterface: (name) => [texts(name, 'interfaceAddress')],
      setRecvBufferSize: (size) => [size],
      setSendBufferSize: (size) => [size],
      addMembership: (group, at) => [needed(group, 'multicastAddress'), at ?? null],
      dropMembership: (group, at) => [needed(group, 'multicastAddress'), at ?? null],
      addSourceSpecificMembership: (source, group, at) => [
        texts(source, 'sourceAddress'),
        texts(group, 'groupAddress'),
        at ?? null,
      ],
      dropSourceSpecificMembership: (source, group, at) => [
        texts(source, 'sourceAddress'),
        texts(group, 'groupAddress'),
        at ?? null,
      ],
    };
    const put = (name, value) =>
      Object.defineProperty(SocketClass.prototype, name, { value, writable: true, configurable: true });
    for (const name of answering)
      put(name, function () {
        return this.#tell(name);
      });
    for (const [name, check] of Object.entries(setting))
      put(name, function (...args) {
        this.#check();
        const values = check(...args);
        const result = this.#tell(name, ...values.filter((each) => each !== null));
        return name.endsWith('TTL') || name.endsWith('Loopback') ? args[0] : (result ?? undefined);
      });
  }
  ref() {
    this.#waits.keepsAlive = true;
    return this;
  }
  unref() {
    this.#waits.keepsAlive = false;
    return this;
  }
  async [Symbol.asyncDispose]() {
    if (this.#isClosed) return;
    await new Promise((done) => this.close(done));
  }
}

function numeric(value, name) {
  if (typeof value !== 'number') throw home.nodeError('ERR_INVALID_ARG_TYPE', name, 'number', value);
  return value;
}
function texts(value, name) {
  home.validateString(value, name);
  return value;
}
function needed(value, name) {
  if (!value) throw home.nodeError('ERR_MISSING_ARGS', name);
  return `${value}`;
}

Object.defineProperty(SocketClass, 'name', { value: 'Socket', configurable: true });

export { SocketClass as Socket };
