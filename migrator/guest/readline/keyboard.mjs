/** Which key does what, on a terminal. */

import errors from '../errors.cjs';
import { nodeMajor } from '../node-major.mjs';
import { clearScreenDown, cursorTo } from './cursor.mjs';
import { Editing } from './editing.mjs';

// Node.js 24 takes the separators of Unicode, too.
export const LINE_END = nodeMajor >= 24 ? /\r\n|\n|\r|\u2028|\u2029/ : /\r\n|\n|\r/;

const PLAIN = new Map(
  Object.entries({
    return: '_return',
    enter: '_enter',
    backspace: '_deleteLeft',
    delete: '_deleteRight',
    left: '_left',
    right: '_right',
    home: '_toStart',
    end: '_toEnd',
    up: '_historyPrev',
    down: '_historyNext',
  }),
);
const WITH_META = new Map(
  Object.entries({
    b: '_wordLeft',
    f: '_wordRight',
    d: '_deleteWordRight',
    delete: '_deleteWordRight',
    backspace: '_deleteWordLeft',
    y: '_yankPop',
  }),
);
const WITH_CONTROL = new Map(
  Object.entries({
    c: '_interrupt',
    h: '_deleteLeft',
    d: '_endOrDelete',
    u: '_deleteLineLeft',
    k: '_deleteLineRight',
    a: '_toStart',
    e: '_toEnd',
    b: '_left',
    f: '_right',
    l: '_clearScreen',
    n: '_historyNext',
    p: '_historyPrev',
    y: '_yank',
    z: '_suspend',
    w: '_deleteWordLeft',
    backspace: '_deleteWordLeft',
    delete: '_deleteWordRight',
    left: '_wordLeft',
    right: '_wordRight',
  }),
);
const WITH_CONTROL_AND_SHIFT = new Map(
  Object.entries({ backspace: '_deleteLineLeft', delete: '_deleteLineRight' }),
);
const UNDO = '\x1f';
const REDO = '\x1e';

function actionOf({ name, ctrl, meta, shift }) {
  if (ctrl) return (shift ? WITH_CONTROL_AND_SHIFT : WITH_CONTROL).get(name);
  return (meta ? WITH_META : PLAIN).get(name);
}

export class Keyboard extends Editing {
  _previousKey = null;
  /** When the last carriage return came: a line feed soon after belongs to it. */
  _sawReturnAt = 0;

  _ttyWrite(text, given) {
    const key = given || {};
    const previous = this._previousKey;
    this._previousKey = key;
    this._prepare(key);
    const first = typeof key.sequence === 'string' ? key.sequence[0] : '';
    if (first === UNDO) this._undo();
    else if (first === REDO) this._redo();
    else if (key.name !== 'escape') this.#press(text, key, previous);
  }
  #press(text, key, previous) {
    const isPlain = !key.ctrl && !key.meta;
    if (isPlain && key.name !== 'enter') this._sawReturnAt = 0;
    const action = actionOf(key);
    if (action !== undefined) this[action]();
    else if (!isPlain) return;
    else if (key.name === 'tab' && typeof this.completer === 'function' && this.isCompletionEnabled)
      this._tabComplete(previous?.name === 'tab');
    else if (typeof text === 'string' && text !== '') this.#type(text);
  }
  #type(text) {
    const lines = text.split(LINE_END);
    const last = lines.pop();
    for (const line of lines) {
      this._insertString(line);
      this._line();
    }
    this._insertString(last);
  }
  /** On a terminal that can do nothing. */
  _ttyWriteDumb(text, given) {
    const key = given || {};
    if (key.name === 'escape') return;
    if (key.name !== 'enter') this._sawReturnAt = 0;
    if (key.ctrl && key.name === 'c') this._interrupt();
    else if (key.ctrl && key.name === 'd') this.close();
    else if (key.name === 'return') this._return();
    else if (key.name === 'enter') this._enter();
    else if (typeof text === 'string' && text !== '') {
      this.line += text;
      this.cursor += text.length;
      this._writeToOutput(text);
    }
  }

  _return() {
    this._sawReturnAt = Date.now();
    this._line();
  }
  _enter() {
    const isOfReturn = this._sawReturnAt !== 0 && Date.now() - this._sawReturnAt <= this.crlfDelay;
    if (!isOfReturn) this._line();
    this._sawReturnAt = 0;
  }
  _line() {
    const line = this._addHistory();
    this._forgetEdits();
    this.clearLine();
    this._onLine(line);
  }

  _interrupt() {
    if (this.listenerCount('SIGINT') > 0) this.emit('SIGINT');
    else this.#leave('Aborted with Ctrl+C');
  }
  _endOrDelete() {
    if (this.cursor === 0 && this.line === '') this.#leave('Aborted with Ctrl+D');
    else this._deleteRight();
  }
  #leave(why) {
    this.close();
    this._questionReject?.(new errors.AbortError(why));
  }
  _clearScreen() {
    cursorTo(this.output, 0, 0);
    clearScreenDown(this.output);
    this._refreshLine();
  }
  /** Stops the program, as the shell's user asks; the shell gets its terminal as it was. */
  _suspend() {
    if (this.listenerCount('SIGTSTP') > 0) {
      this.emit('SIGTSTP');
      return;
    }
    process.once('SIGCONT', () => {
      if (!this.paused) {
        this.pause();
        this.emit('SIGCONT');
      }
      this._setRawMode(true);
      this._refreshLine();
    });
    this._setRawMode(false);
    process.kill(process.pid, 'SIGTSTP');
  }
}
