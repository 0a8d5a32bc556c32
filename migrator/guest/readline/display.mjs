/** The line of a readline interface on its terminal: drawn, and where the cursor stands. */
import { stripVTControlCharacters } from 'node:util';
import home from '../home.cjs';
import { MovableEmitter } from '../movable-emitter.mjs';
import { clearScreenDown, cursorTo, moveCursor } from './cursor.mjs';

/** Names with an underscore are those that programs know and replace. */
export class Display extends MovableEmitter {
  line = '';
  tabSize = 8;
  _prompt = '> ';

  get columns() {
    return this.output?.columns || Number.POSITIVE_INFINITY;
  }

  setPrompt(prompt) {
    this._prompt = prompt;
  }
  getPrompt() {
    return this._prompt;
  }

  _writeToOutput(text) {
    home.validateString(text, 'stringToWrite');
    if (this.output !== null && this.output !== undefined) this.output.write(text);
  }

  /** Where a cursor stands after this text. */
  _getDisplayPos(text) {
    const { columns, tabSize } = this;
    let rows = 0;
    let offset = 0;
    for (const character of stripVTControlCharacters(text)) {
      if (character === '\n') {
        rows += Math.ceil(offset / columns) || 1;
        offset = 0;
      } else if (character === '\t') offset += tabSize - (offset % tabSize);
      else {
        const width = home.getStringWidth(character, false);
        // No half of a wide one fits at the end of a row.
        if (width === 2 && (offset + 1) % columns === 0) offset++;
        offset += width;
      }
    }
    const cols = offset % columns;
    return { cols, rows: rows + (offset - cols) / columns };
  }

  getCursorPos() {
    return this._getDisplayPos(this._prompt + this.line.slice(0, this.cursor));
  }
  _getCursorPos() {
    return this.getCursorPos();
  }

  /** Draws prompt and line anew, from the row where the prompt begins. */
  _refreshLine() {
    const { output } = this;
    const text = this._prompt + this.line;
    const end = this._getDisplayPos(text);
    const cursor = this.getCursorPos();
    if (this.prevRows > 0) moveCursor(output, 0, -this.prevRows);
    cursorTo(output, 0);
    clearScreenDown(output);
    this._writeToOutput(text);
    // Only a character makes the terminal begin the next row.
    if (end.cols === 0) this._writeToOutput(' ');
    cursorTo(output, cursor.cols);
    if (end.rows > cursor.rows) moveCursor(output, 0, cursor.rows - end.rows);
    this.prevRows = cursor.rows;
  }

  _moveCursor(by) {
    if (by === 0) return;
    const before = this.getCursorPos();
    this.cursor = Math.min(Math.max(this.cursor + by, 0), this.line.length);
    const after = this.getCursorPos();
    if (before.rows === after.rows) moveCursor(this.output, after.cols - before.cols, 0);
    else this._refreshLine();
  }

  /** The line is left as it stands; a new one begins below. */
  clearLine() {
    this._moveCursor(Number.POSITIVE_INFINITY);
    this._writeToOutput('\r\n');
    this.line = '';
    this.cursor = 0;
    this.prevRows = 0;
  }
}
