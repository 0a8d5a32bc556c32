/** `send`, `disconnect` and `channel` of a child, and what it says; the form of messages is the runtime's. */
import { EventEmitter } from 'node:events';
import home from './child-parts.cjs';

const { channels, nodeError } = home;

/** `channel` of a child. */
class Control extends EventEmitter {
  #of;
  constructor(of) {
    super();
    this.#of = of;
  }
  ref() {
    this.#of.keepsAlive = true;
  }
  unref() {
    this.#of.keepsAlive = false;
  }
}

const isInternal = (message) =>
  typeof message?.cmd === 'string' && message.cmd.length > 5 && message.cmd.startsWith('NODE_');

/** @throws as Node does for a form that there is not */
export function serializationOf(given) {
  if (home.serializations.includes(given)) return given ?? 'json';
  const words = home.serializations.map((each) => (each ? `'${each}'` : `${each}`));
  throw nodeError(
    'ERR_INVALID_ARG_VALUE',
    'options.serialization',
    given,
    `must be one of: ${words.join(', ')}`,
  );
}

/** `over` is called when the other end is gone. A child that did not start has none: `child` is null. */
export function attachChannel(target, { child, pipe, serialization }, over) {
  const of = { keepsAlive: true };
  let unheard = [];
  const heard = (message) => {
    if (isInternal(message)) target.emit('internalMessage', message, undefined);
    else if (target.listenerCount('message') > 0) target.emit('message', message, undefined);
    else unheard.push(message);
  };
  const leave = () => {
    target.connected = false;
    target.channel = null;
    process.nextTick(() => {
      if (child !== null) channels.close(channel);
      target.emit('disconnect');
    });
  };
  const ended = () => {
    if (!target.connected) return;
    leave();
    over();
  };
  const failed = (error) => target.emit('error', error);
  const channel = channels.open({ child, pipe, serialization, of, heard, over: ended, failed });
  target.channel = new Control(of);
  target.connected = true;
  target.on('newListener', () => {
    if (unheard.length === 0) return;
    process.nextTick(() => {
      if (target.listenerCount('message') === 0) return;
      const all = unheard;
      unheard = [];
      for (const message of all) target.emit('message', message, undefined);
    });
  });
  target.send = function send(message, handle, options, callback) {
    let [asked, settings, done] = [handle, options, callback];
    if (typeof asked === 'function') [asked, settings, done] = [undefined, undefined, asked];
    else if (typeof settings === 'function') [settings, done] = [undefined, settings];
    else if (settings !== undefined && (typeof settings !== 'object' || settings === null))
      throw nodeError('ERR_INVALID_ARG_TYPE', 'options', 'Object', settings);
    if (this.connected) return channels.send(channel, message, asked, settings?.swallowErrors === true, done);
    const error = nodeError('ERR_IPC_CHANNEL_CLOSED');
    if (typeof done === 'function') process.nextTick(done, error);
    else process.nextTick(() => this.emit('error', error));
    return false;
  };
  target.disconnect = function disconnect() {
    if (this.connected) leave();
    else this.emit('error', nodeError('ERR_IPC_DISCONNECTED'));
  };
  if (child === null) process.nextTick(ended);
  else channels.listen(channel);
}
