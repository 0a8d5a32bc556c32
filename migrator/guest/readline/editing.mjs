/** What keys do to the line: insert, delete, kill and yank, undo and redo, go through the history. */

import { nodeMajor } from '../node-major.mjs';
import { Display } from './display.mjs';
import { charLengthAt, charLengthLeft } from './keys.mjs';

const MOST_KILLED = 32;
const MOST_UNDONE = 2048;

/** Before Node 22, what was pasted into a line went to its end, though the cursor moved on as if it had not. */
const isPastedInPlace = nodeMajor >= 22;

const reversed = (text) => Array.from(text).reverse().join('');
/** Units from the cursor to the beginning of the word before it. */
const wordLeftOf = (text) => /^\s*(?:[^\w\s]+|\w+)?/.exec(reversed(text))[0].length;

export class Editing extends Display {
  history = [];
  historyIndex = -1;
  isCompletionEnabled = true;
  #undo = [];
  #redo = [];
  #killed = [];
  #killedAt = 0;
  #isYanking = false;
  /** What lines of the history begin with that are looked for. */
  #search = null;

  #note() {
    if (this.#undo.push({ line: this.line, cursor: this.cursor }) > MOST_UNDONE) this.#undo.shift();
  }
  /** The cursor stays where it is in the text. */
  #become(line, cursor) {
    this.line = line;
    this.cursor = cursor;
    this._refreshLine();
  }
  /** Cuts out what stands between. */
  #cut(from, to) {
    this.#become(this.line.slice(0, from) + this.line.slice(to), from);
  }

  _insertString(text) {
    this.#note();
    const { line, cursor } = this;
    if (isPastedInPlace && !this.isCompletionEnabled && cursor < line.length) {
      this.line = line.slice(0, cursor) + text + line.slice(cursor);
      this.cursor += text.length;
      this._writeToOutput(text);
      return;
    }
    if (this.isCompletionEnabled && cursor < line.length) {
      this.#become(line.slice(0, cursor) + text + line.slice(cursor), cursor + text.length);
      return;
    }
    const before = this.isCompletionEnabled ? this.getCursorPos() : null;
    this.line += text;
    this.cursor += text.length;
    if (before !== null && before.rows < this.getCursorPos().rows) this._refreshLine();
    else this._writeToOutput(text);
  }

  _left() {
    this._moveCursor(-charLengthLeft(this.line, this.cursor));
  }
  _right() {
    this._moveCursor(charLengthAt(this.line, this.cursor));
  }
  _toStart() {
    this._moveCursor(Number.NEGATIVE_INFINITY);
  }
  _toEnd() {
    this._moveCursor(Number.POSITIVE_INFINITY);
  }
  _wordLeft() {
    if (this.cursor > 0) this._moveCursor(-wordLeftOf(this.line.slice(0, this.cursor)));
  }
  _wordRight() {
    const rest = this.line.slice(this.cursor);
    if (rest !== '') this._moveCursor(/^(?:\s+|[^\w\s]+|\w+)\s*/.exec(rest)[0].length);
  }

  _deleteLeft() {
    if (this.cursor <= 0) return;
    this.#note();
    this.#cut(this.cursor - charLengthLeft(this.line, this.cursor), this.cursor);
  }
  _deleteRight() {
    if (this.cursor >= this.line.length) return;
    this.#note();
    this.#cut(this.cursor, this.cursor + charLengthAt(this.line, this.cursor));
  }
  _deleteWordLeft() {
    if (this.cursor <= 0) return;
    this.#note();
    this.#cut(this.cursor - wordLeftOf(this.line.slice(0, this.cursor)), this.cursor);
  }
  _deleteWordRight() {
    const rest = this.line.slice(this.cursor);
    if (rest === '') return;
    this.#note();
    this.#cut(this.cursor, this.cursor + /^(?:\s+|\W+|\w+)\s*/.exec(rest)[0].length);
  }
  _deleteLineLeft() {
    this.#note();
    this.#kill(this.line.slice(0, this.cursor));
    this.#cut(0, this.cursor);
  }
  _deleteLineRight() {
    this.#note();
    this.#kill(this.line.slice(this.cursor));
    this.#cut(this.cursor, this.line.length);
  }

  #kill(text) {
    if (text === '' || text === this.#killed[0]) return;
    this.#killed.unshift(text);
    this.#killed.length = Math.min(this.#killed.length, MOST_KILLED);
    this.#killedAt = 0;
  }
  _yank() {
    if (this.#killed.length === 0) return;
    this.#isYanking = true;
    this._insertString(this.#killed[this.#killedAt]);
  }
  /** In the place of what was yanked last, what was killed before it. */
  _yankPop() {
    if (!this.#isYanking || this.#killed.length < 2) return;
    const start = this.cursor - this.#killed[this.#killedAt].length;
    this.#killedAt = (this.#killedAt + 1) % this.#killed.length;
    const text = this.#killed[this.#killedAt];
    this.#become(this.line.slice(0, start) + text + this.line.slice(this.cursor), start + text.length);
  }

  _undo() {
    this.#restore(this.#undo, this.#redo);
  }
  _redo() {
    this.#restore(this.#redo, this.#undo);
  }
  #restore(from, to) {
    const entry = from.pop();
    if (!entry) return;
    to.push({ line: this.line, cursor: this.cursor });
    this.#become(entry.line, entry.cursor);
  }
  _forgetEdits() {
    this.#undo = [];
    this.#redo = [];
  }

  /** Before a key does what it does. */
  _prepare({ name, ctrl, meta, shift }) {
    if (!meta || name !== 'y') this.#isYanking = false;
    if ((name === 'up' || name === 'down') && !ctrl && !meta && !shift)
      this.#search ??= this.line.slice(0, this.cursor);
    else if (this.#search !== null) {
      this.#search = null;
      if (this.history.length === this.historyIndex) this.historyIndex = -1;
    }
  }

  _historyNext() {
    if (this.historyIndex >= 0) this.#recall(-1);
  }
  _historyPrev() {
    if (this.historyIndex < this.history.length && this.history.length > 0) this.#recall(1);
  }
  /** The next line in this direction that is another one; beyond the last, what was typed. */
  #recall(step) {
    this.#note();
    const search = this.#search || '';
    let index = this.historyIndex + step;
    const isSkipped = (line) => !line.startsWith(search) || line === this.line;
    while (index >= 0 && index < this.history.length && isSkipped(this.history[index])) index += step;
    const line = this.history[index] ?? search;
    this.historyIndex = index;
    this.#become(line, line.length);
  }

  /** The line is done; what it is, for listeners of 'history' may have changed it. */
  _addHistory() {
    const { line, history } = this;
    if (this.historySize === 0 || line.trim() === '') return line;
    if (history[0] !== line) {
      const twin = this.removeHistoryDuplicates ? history.indexOf(line) : -1;
      if (twin >= 0) history.splice(twin, 1);
      history.unshift(line);
      if (history.length > this.historySize) history.pop();
    }
    this.historyIndex = -1;
    const told = history[0];
    this.emit('history', history);
    return told;
  }
}
