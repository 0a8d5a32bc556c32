/** A stream on which something may be overdue. */
import { clearTimeout, setTimeout } from 'node:timers';
import home from '../home.cjs';
import { Duplex } from '../stream.mjs';

const MOST_MS = 2 ** 31 - 1;

export class IdleDuplex extends Duplex {
  #timer = null;
  #timeoutMs = 0;
  _parent = null;
  setTimeout(ms, listener) {
    if (this.destroyed) return this;
    if (typeof ms !== 'number') throw home.nodeError('ERR_INVALID_ARG_TYPE', 'msecs', 'number', ms);
    if (!(ms >= 0 && Number.isFinite(ms)))
      throw home.nodeError('ERR_OUT_OF_RANGE', 'msecs', 'a non-negative finite number', ms);
    this.#timeoutMs = Math.min(ms, MOST_MS);
    this._clearTimer();
    if (listener !== undefined) home.validateFunction(listener, 'callback');
    if (this.#timeoutMs > 0) {
      this.#timer = setTimeout(() => this.emit('timeout'), this.#timeoutMs);
      this.#timer.unref();
      if (listener) this.once('timeout', listener);
    } else if (listener) this.removeListener('timeout', listener);
    return this;
  }
  get timeout() {
    return this.#timeoutMs || undefined;
  }
  _clearTimer() {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
  /** Something has happened on it. */
  _touch() {
    this.#timer?.refresh();
    if (this._parent) this._parent._touch?.();
  }
}
