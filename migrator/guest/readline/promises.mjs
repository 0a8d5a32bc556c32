/** `node:readline/promises`. */
import { inspect } from 'node:util';
import errors from '../errors.cjs';
import home from '../home.cjs';
import { complete } from './completion.mjs';
import { Interface as Base } from './interface.mjs';

export class Interface extends Base {
  question(query, options = {}) {
    return new Promise((resolve, reject) => {
      const signal = options?.signal;
      const abort = () => {
        this._cancelQuestion();
        reject(home.abortError(signal.reason));
      };
      if (signal) {
        home.validateAbortSignal(signal, 'options.signal');
        if (signal.aborted) {
          reject(home.abortError(signal.reason));
          return;
        }
        signal.addEventListener('abort', abort, { once: true });
      }
      this._questionReject = reject;
      this._ask(query, (line) => {
        signal?.removeEventListener('abort', abort);
        resolve(line);
      });
    });
  }

  async _tabComplete(wasTab) {
    this.pause();
    let found;
    try {
      found = await this.completer(this.line.slice(0, this.cursor));
    } catch (error) {
      this._writeToOutput(`Tab completion error: ${inspect(error)}`);
      return;
    } finally {
      this.resume();
    }
    complete(this, wasTab, found);
  }
}

/** Moves of the cursor that are collected, or each made on its own. */
export class Readline {
  #stream;
  #isAutomatic = false;
  #texts = [];

  constructor(stream, options) {
    if (typeof stream?.write !== 'function' || stream.writable === false)
      throw new errors.codes.ERR_INVALID_ARG_TYPE('stream', 'Writable', stream);
    this.#stream = stream;
    const automatic = options?.autoCommit;
    if (automatic === undefined || automatic === null) return;
    home.validateBoolean(automatic, 'options.autoCommit');
    this.#isAutomatic = automatic;
  }

  #add(text) {
    if (this.#isAutomatic) process.nextTick(() => this.#stream.write(text));
    else this.#texts.push(text);
    return this;
  }
  cursorTo(x, y) {
    home.validateInteger(x, 'x');
    if (y !== null && y !== undefined) home.validateInteger(y, 'y');
    return this.#add(home.cursorToText(x, y));
  }
  moveCursor(dx, dy) {
    if (!dx && !dy) return this;
    home.validateInteger(dx, 'dx');
    home.validateInteger(dy, 'dy');
    return this.#add(home.moveCursorText(dx, dy));
  }
  clearLine(dir) {
    home.validateInteger(dir, 'dir', -1, 1);
    return this.#add(home.clearLineText(dir));
  }
  clearScreenDown() {
    return this.#add(home.CLEAR_SCREEN_DOWN);
  }
  commit() {
    const text = this.#texts.splice(0).join('');
    return new Promise((resolve) => this.#stream.write(text, resolve));
  }
  rollback() {
    this.#texts = [];
    return this;
  }
}

export const createInterface = (input, output, completer, terminal) =>
  new Interface(input, output, completer, terminal);

const promises = { Interface, Readline, createInterface };

export { promises as default, promises as 'module.exports' };
