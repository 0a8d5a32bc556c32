/** `node:http`. */
import home from '../home.cjs';
import { callable } from '../net/callable.mjs';
import { refusing } from '../net/unsupported.mjs';
import { Agent as AgentClass, globalAgent as standard } from './agent.mjs';
import { ClientRequest } from './client.mjs';
import { validateHeaderName, validateHeaderValue } from './headers.mjs';
import { IncomingMessage } from './incoming.mjs';
import { METHODS, STATUS_CODES } from './names.mjs';
import { OutgoingMessage } from './outgoing.mjs';
import { Server as ServerClass, ServerResponse } from './server.mjs';

export const Agent = callable(AgentClass);
export const Server = callable(ServerClass);
export const createServer = (options, listener) => new ServerClass(options, listener);
export const request = (url, options, listener) => new ClientRequest(url, options, listener);
export function get(url, options, listener) {
  const req = request(url, options, listener);
  req.end();
  return req;
}
export const _connectionListener = refusing('http._connectionListener');
Object.defineProperty(Agent, 'defaultMaxSockets', {
  value: Number.POSITIVE_INFINITY,
  writable: true,
  enumerable: true,
});
export const maxHeaderSize = 16_384;
export const setMaxIdleHTTPParsers = (max) => home.validateInteger(max, 'max', 1);

const http = {
  _connectionListener,
  METHODS,
  STATUS_CODES,
  Agent,
  ClientRequest,
  IncomingMessage,
  OutgoingMessage,
  Server,
  ServerResponse,
  createServer,
  validateHeaderName,
  validateHeaderValue,
  get,
  request,
  setMaxIdleHTTPParsers,
  maxHeaderSize,
  globalAgent: standard,
};

export {
  ClientRequest,
  http as default,
  http as 'module.exports',
  IncomingMessage,
  METHODS,
  OutgoingMessage,
  ServerResponse,
  STATUS_CODES,
  standard as globalAgent,
  validateHeaderName,
  validateHeaderValue,
};
