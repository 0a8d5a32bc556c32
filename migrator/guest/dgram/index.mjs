/** `node:dgram`. */
import { refusing } from '../net/unsupported.mjs';
import { Socket } from './socket.mjs';

export const createSocket = (type, listener) => new Socket(type, listener);
export const _createSocketHandle = refusing('dgram._createSocketHandle');

const dgram = { _createSocketHandle, createSocket, Socket };

export { dgram as default, dgram as 'module.exports', Socket };
