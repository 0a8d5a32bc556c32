/** `MessagePort`, `MessageChannel` and `BroadcastChannel`. */

import { pack, typeError, unpack, usePorts } from './worker-clone.mjs';
import { eventOf, MovableTarget } from './worker-emitter.mjs';
import threads from './worker-runtime.cjs';

/**
 * The end of a channel. Both ends in one task are each other's `peer` and need nobody; an end whose other has gone elsewhere
 * has an `id`, by which its home knows it. `face` is what the program holds, null while it travels.
 */
export class End {
  id = null;
  peer = null;
  face = null;
  /** Messages nobody has handled: bytes, and ports as numbers or, of this task's own, ends. */
  queue = [];
  isStarted = false;
  isClosed = false;
  isRef = false;

  start() {
    if (this.isStarted || this.isClosed) return;
    this.isStarted = true;
    threads.count(0, 1);
    if (this.isRef) threads.count(1, 0);
    if (this.id !== null) threads.oneway('port.start', [this.id]);
    for (let i = this.queue.length; i > 0; i--) threads.later(deliver, this);
  }
  setRef(on) {
    if (this.isRef === on) return;
    this.isRef = on;
    if (this.isStarted && !this.isClosed) threads.count(on ? 1 : -1, 0);
  }
  /** It is heard no more, here. */
  stop() {
    if (this.isStarted) threads.count(this.isRef ? -1 : 0, -1);
    this.isStarted = false;
  }
}

/** Ends that are known at home, by id. */
const ends = new Map();

export function bind(end, id) {
  end.id = id;
  ends.set(id, end);
  return end;
}

/** One end gets known at home, since its other leaves this task. */
function bindPair(end) {
  const { peer } = end;
  const [own, others] = threads.pair().value;
  bind(end, own);
  bind(peer, others);
  end.peer = null;
  peer.peer = null;
  for (const each of [end, peer]) if (each.isStarted) threads.oneway('port.start', [each.id]);
}

/** Ports leave this task: what their home has to know of them, and the bytes they leave unread. */
export function sendOff(faces) {
  const left = faces.map((face) => face.leave());
  for (const end of left) if (end.peer) bindPair(end);
  const tails = [];
  const ports = left.map((end) => {
    const unread = [...end.queue, ...threads.withdraw(end.id)];
    end.queue = [];
    ends.delete(end.id);
    for (const { bytes, ports: within } of unread) {
      if (within.some((each) => each instanceof End))
        throw threads.unsupported('transferring a port whose unread messages hold ports of the same task');
      tails.push(bytes);
    }
    return {
      port: end.id,
      unread: unread.map(({ bytes, ports: within }) => ({ bytes: bytes.length, ports: within })),
    };
  });
  return { ports, tails };
}

/** Ports that have come, as the program sees them. */
export const arrived = (ports) =>
  ports.map((each) => new MessagePort(each instanceof End ? each : bind(new End(), each), MADE));

function post(end, value, transferList, source, isForAll = false) {
  const { bytes, ports, commit } = pack(value, transferList, source, isForAll);
  commit();
  if (end.isClosed) {
    for (const each of ports) each.leave();
    return;
  }
  if (end.peer) {
    const { peer } = end;
    peer.queue.push({ bytes, ports: ports.map((each) => each.leave()) });
    if (peer.isStarted) threads.later(deliver, peer);
    return;
  }
  const { ports: transit, tails } = sendOff(ports);
  const tail = tails.length === 0 ? bytes : Buffer.concat([bytes, ...tails]);
  threads.oneway('port.post', [end.id, bytes.length, transit], tail);
}

export { post };

/** Hands on the first message. */
function deliver(end) {
  if (!end.face || !end.isStarted) return;
  const message = end.queue.shift();
  if (message === CLOSE) closed(end);
  else if (message) hand(end.face, message);
}
const CLOSE = { bytes: null, ports: [] };

function hand(face, { bytes, ports }) {
  const faces = arrived(ports);
  let value;
  try {
    value = unpack(bytes, faces);
  } catch (error) {
    face.tell('messageerror', error, () => eventOf('messageerror', error, face));
    return;
  }
  face.tell('message', value, () => eventOf('message', value, face, faces));
}

/** The other end is gone, or this one was closed. */
function closed(end) {
  if (end.isClosed) return;
  end.stop();
  end.isClosed = true;
  if (end.id !== null) ends.delete(end.id);
  const { face } = end;
  face?.tell('close', undefined, () => eventOf('close', undefined, face));
}

/** What happens to ports that are known at home. */
export function portHappened(name, id, ports, bytes) {
  const end = ends.get(id);
  if (!end) return;
  if (name === 'portclose') closed(end);
  else {
    end.queue.push({ bytes, ports });
    deliver(end);
  }
}

function close(end, done) {
  if (done) end.face.once('close', done);
  if (end.isClosed) return;
  const { peer } = end;
  if (peer) {
    end.peer = null;
    peer.peer = null;
    peer.queue.push(CLOSE);
    if (peer.isStarted) threads.later(deliver, peer);
    else if (peer.queue.length === 1) threads.later(closed, peer);
  } else if (end.id !== null) threads.oneway('port.close', [end.id]);
  // What has come before and is not handled is dropped.
  end.queue = [];
  end.stop();
  if (end.id !== null) ends.delete(end.id);
  threads.later(closed, end);
}

const MADE = Symbol('made');

export class MessagePort extends MovableTarget {
  #end;
  constructor(end, made) {
    if (made !== MADE) throw typeError('ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called');
    super();
    this.#end = end;
    end.face = this;
  }
  /** The end that was behind it. */
  leave() {
    const end = this.#end;
    end.stop();
    end.face = null;
    this.#end = null;
    return end;
  }
  get isDetached() {
    return this.#end === null || this.#end.isClosed;
  }
  get end() {
    return this.#end;
  }

  postMessage(value, transferList) {
    if (arguments.length === 0)
      throw typeError('ERR_MISSING_ARGS', 'Not enough arguments to MessagePort.postMessage');
    const isOpen = this.#end && !this.#end.isClosed;
    if (this.#end) post(this.#end, value, transferList, this);
    else pack(value, transferList, this).commit();
    return isOpen ? true : undefined;
  }
  start() {
    this.#end?.start();
  }
  close(done) {
    if (this.#end) close(this.#end, done);
  }
  ref() {
    this.#end?.setRef(true);
  }
  unref() {
    this.#end?.setRef(false);
  }
  hasRef() {
    return this.#end?.isRef === true && this.#end.isStarted;
  }
  get onmessage() {
    return this.handler('message');
  }
  set onmessage(fn) {
    this.setHandler('message', fn);
  }
  get onmessageerror() {
    return this.handler('messageerror');
  }
  set onmessageerror(fn) {
    this.setHandler('messageerror', fn);
  }
  listenersChanged(type, count, before) {
    if (type !== 'message' || !this.#end) return;
    if (before === 0) {
      this.#end.setRef(true);
      this.#end.start();
    } else if (count === 0) this.#end.setRef(false);
  }
}
for (const name of ['leave', 'isDetached', 'end', 'listenersChanged'])
  Object.defineProperty(MessagePort.prototype, name, { enumerable: false });
usePorts((value) => value instanceof MessagePort);

export const portOf = (id) => new MessagePort(bind(new End(), id), MADE);

export class MessageChannel {
  constructor() {
    const first = new End();
    const second = new End();
    first.peer = second;
    second.peer = first;
    this.port1 = new MessagePort(first, MADE);
    this.port2 = new MessagePort(second, MADE);
  }
}

export function receiveMessageOnPort(port) {
  if (port instanceof BroadcastChannel) return received(port.end);
  if (!(port instanceof MessagePort))
    throw typeError('ERR_INVALID_ARG_TYPE', 'The "port" argument must be a MessagePort instance');
  return received(port.end);
}

function received(end) {
  if (!end || end.isClosed) return undefined;
  let message = end.queue[0] === CLOSE ? undefined : end.queue.shift();
  if (!message && end.id !== null) message = threads.take(end.id);
  return message ? { message: unpack(message.bytes, arrived(message.ports)) } : undefined;
}

export class BroadcastChannel extends MovableTarget {
  #name;
  #end;
  constructor(name) {
    if (arguments.length === 0) throw threads.nodeError('ERR_MISSING_ARGS', 'name');
    super();
    this.#name = `${name}`;
    this.#end = bind(new End(), threads.broadcast(this.#name).value);
    this.#end.face = this;
    this.#end.isRef = true;
    this.#end.start();
  }
  get name() {
    return this.#name;
  }
  get end() {
    return this.#end;
  }
  postMessage(value) {
    if (arguments.length === 0) throw threads.nodeError('ERR_MISSING_ARGS', 'message');
    if (this.#end.isClosed) throw new DOMException('BroadcastChannel is closed.', 'InvalidStateError');
    post(this.#end, value, undefined, null, true);
  }
  close() {
    if (!this.#end.isClosed) close(this.#end);
    this.#end.isClosed = true;
  }
  ref() {
    this.#end.setRef(true);
    return this;
  }
  unref() {
    this.#end.setRef(false);
    return this;
  }
  get onmessage() {
    return this.handler('message');
  }
  set onmessage(fn) {
    this.setHandler('message', fn);
  }
  get onmessageerror() {
    return this.handler('messageerror');
  }
  set onmessageerror(fn) {
    this.setHandler('messageerror', fn);
  }
}
