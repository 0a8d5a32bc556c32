/** In the place of undici's own: its messages are of the class that the program knows by that name. */
import { MessageEvent } from '../worker-emitter.mjs';

export { CloseEvent, ErrorEvent } from 'undici/lib/web/websocket/events.js';
export const createFastMessageEvent = (type, init) => new MessageEvent(type, init);
