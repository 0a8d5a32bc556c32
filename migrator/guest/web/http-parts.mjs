/** What undici takes of `node:http`. */
export { IncomingMessage } from '../http/incoming.mjs';
export { STATUS_CODES } from '../http/names.mjs';
