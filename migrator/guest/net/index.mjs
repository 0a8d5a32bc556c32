/** `node:net`. */
import home from '../home.cjs';
import { normalizeArgs } from './arguments.mjs';
import { BlockList, SocketAddress } from './block-list.mjs';
import { callable } from './callable.mjs';
import {
  getDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamily,
  setDefaultAutoSelectFamilyAttemptTimeout,
} from './connect.mjs';
import { Server as ServerClass } from './server.mjs';
import { Socket as SocketClass } from './socket.mjs';
import { refusing } from './unsupported.mjs';

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

/** Node's own means of `cluster` and of Windows. */
export const _createServerHandle = refusing('net._createServerHandle');
export function _setSimultaneousAccepts() {}

const net = {
  _createServerHandle,
  _setSimultaneousAccepts,
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
