/** Sends requests as undici's Agent does: connections for each origin, each with one request at a time, kept for the next. */
import { InvalidArgumentError } from 'undici/lib/core/errors.js';
import Request from 'undici/lib/core/request.js';
import { Connection } from './connection.mjs';

export class Dispatcher {
  /** By origin, those that wait for a request. */
  #idle = new Map();

  dispatch(options, handler) {
    try {
      const origin = String(options.origin);
      const request = new Request(origin, options, handler);
      const url = new URL(origin);
      if (url.protocol !== 'http:' && url.protocol !== 'https:')
        throw new InvalidArgumentError('Invalid URL protocol: the URL must start with `http:` or `https:`.');
      this.#take(url, request.servername).send(request);
    } catch (error) {
      if (typeof handler.onError !== 'function') throw new InvalidArgumentError('invalid onError method');
      handler.onError(error);
      return false;
    }
    return true;
  }
  #take(url, servername) {
    const key = `${url.origin} ${url.protocol === 'https:' ? (servername ?? '') : ''}`;
    const idle = this.#idle.get(key) ?? [];
    this.#idle.set(key, idle);
    return idle.shift() ?? new Connection(url, servername, idle);
  }
}
