/** `node:net`. */
import home from '../home.cjs';
import { normalizeArgs } from './arguments.mjs';
import { BlockList, SocketAddress } from './block-list.mjs';
import {
  getDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamily,
  setDefaultAutoSelectFamilyAttemptTimeout,
} from './connect.mjs';
import { Server as ServerClass } from './server.mjs';
import { Socket as SocketClass } from './socket.mjs';
import { unsupported } from './unsupported.mjs';

/** Node's classes of old are called without `new`, too. */
export function callable(Class) {
  return new Proxy(Class, {
    apply(_target, self, args) {
      if (self instanceof Class)
        throw unsupported(
          `${Class.name}.call(this), by which a function inherits from it (a class does by extends),`,
        );
      return new Class(...args);
    },
  });
}

export const Socket = callable(SocketClass);
export const Server = callable(ServerClass);
export const Stream = Socket;

export function connect(...args) {
  const normalized = normalizeArgs(args);
  const [options] = normalized;
  const socket = new SocketClass(options);
  if (options.timeout) socket.setTimeout(options.timeout);
  return socket.connect(normalized);
}
export const createConnection = connect;
export const createServer = (options, listener) => new ServerClass(options, listener);
export const { isIP, isIPv4, isIPv6 } = home;
export const _normalizeArgs = normalizeArgs;

const net = {
  _normalizeArgs,
  BlockList,
  SocketAddress,
  connect,
  createConnection,
  createServer,
  isIP,
  isIPv4,
  isIPv6,
  Server,
  Socket,
  Stream,
  getDefaultAutoSelectFamily,
  setDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout,
};

export {
  BlockList,
  getDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  net as default,
  net as 'module.exports',
  SocketAddress,
  setDefaultAutoSelectFamily,
  setDefaultAutoSelectFamilyAttemptTimeout,
};
