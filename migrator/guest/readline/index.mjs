/** `node:readline`. */
import { inspect, promisify } from 'node:util';
import home from '../home.cjs';
import { complete } from './completion.mjs';
import { clearLine, clearScreenDown, cursorTo, moveCursor } from './cursor.mjs';
import { Interface as Base } from './interface.mjs';
import { emitKeypressEvents } from './keypress.mjs';
import * as promises from './promises.mjs';

/** All take a callback. */
const withCallback = (completer) =>
  typeof completer === 'function' && completer.length !== 2
    ? (line, done) => done(null, completer(line))
    : completer;

export class Interface extends Base {
  constructor(input, output, completer, terminal) {
    if (input?.input) super({ ...input, completer: withCallback(input.completer) });
    else super(input, output, withCallback(completer), terminal);
    if (process.env.TERM === 'dumb') this._ttyWrite = this._ttyWriteDumb;
  }

  question(query, options, answer) {
    const done = typeof options === 'function' ? options : answer;
    const signal = options !== null && typeof options === 'object' ? options.signal : undefined;
    if (!signal) {
      if (typeof done === 'function') this._ask(query, done);
      return;
    }
    home.validateAbortSignal(signal, 'options.signal');
    if (signal.aborted) return;
    const cancel = () => this._cancelQuestion();
    signal.addEventListener('abort', cancel, { once: true });
    this._ask(query, (line) => {
      signal.removeEventListener('abort', cancel);
      if (typeof done === 'function') done(line);
    });
  }

  _tabComplete(wasTab) {
    this.pause();
    this.completer(this.line.slice(0, this.cursor), (error, found) => {
      this.resume();
      if (error) this._writeToOutput(`Tab completion error: ${inspect(error)}`);
      else complete(this, wasTab, found);
    });
  }
}

Object.defineProperty(Interface.prototype.question, promisify.custom, {
  value(query, options) {
    return new Promise((resolve, reject) => {
      const signal = options !== null && typeof options === 'object' ? options.signal : undefined;
      const give = () => reject(home.abortError(signal.reason));
      if (signal?.aborted) {
        give();
        return;
      }
      signal?.addEventListener('abort', give, { once: true });
      this.question(query, options, (line) => {
        signal?.removeEventListener('abort', give);
        resolve(line);
      });
    });
  },
});

export const createInterface = (input, output, completer, terminal) =>
  new Interface(input, output, completer, terminal);

const readline = {
  Interface,
  clearLine,
  clearScreenDown,
  createInterface,
  cursorTo,
  emitKeypressEvents,
  moveCursor,
  promises: promises.default,
};

export {
  clearLine,
  clearScreenDown,
  cursorTo,
  emitKeypressEvents,
  moveCursor,
  readline as default,
  readline as 'module.exports',
};

const asModule = promises.default;

export { asModule as promises };
