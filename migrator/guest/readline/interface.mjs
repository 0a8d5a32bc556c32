/** A readline interface: lines of any stream, edited where it is a terminal. */
import { StringDecoder } from 'node:string_decoder';
import errors from '../errors.cjs';
import home from '../home.cjs';
import { nodeMajor } from '../node-major.mjs';
import { Keyboard, LINE_END } from './keyboard.mjs';
import { emitKeypressEvents } from './keypress.mjs';
import { Lines } from './lines.mjs';

const LEAST_CRLF_MS = 100;
const MOST_HISTORY = 30;
const ESCAPE_MS = 500;
/** What errors call it. */
const HISTORY_SIZE = nodeMajor >= 24 ? 'size' : 'historySize';

/** As its constructor is given them: one object, or one after the other. */
function optionsOf(input, output, completer, terminal) {
  const options = input?.input ? input : { input, output, completer, terminal };
  const { history = [], historySize = MOST_HISTORY, tabSize, escapeCodeTimeout } = options;
  if (tabSize !== undefined) home.validateUint32(tabSize, 'tabSize', true);
  if (escapeCodeTimeout !== undefined && !Number.isFinite(escapeCodeTimeout))
    throw new errors.codes.ERR_INVALID_ARG_VALUE('input.escapeCodeTimeout', ESCAPE_MS);
  if (options.signal) home.validateAbortSignal(options.signal, 'options.signal');
  if (options.completer !== undefined && typeof options.completer !== 'function')
    throw new errors.codes.ERR_INVALID_ARG_VALUE('completer', options.completer);
  home.validateArray(history, 'history');
  home.validateNumber(historySize, HISTORY_SIZE, 0);
  return { ...options, history, historySize };
}

export class Interface extends Keyboard {
  escapeCodeTimeout = ESCAPE_MS;
  closed = false;
  paused = false;
  _sawKeyPress = false;
  /** Of a stream that is no terminal: what follows its last line end. */
  _line_buffer = '';
  _hasReturn = false;
  _questionCallback = null;
  #lines;

  constructor(...given) {
    super();
    const options = optionsOf(...given);
    const { input, output, signal, prompt, tabSize, escapeCodeTimeout, crlfDelay } = options;
    this.input = input;
    this.output = output;
    this.history = options.history;
    this.historySize = options.historySize;
    this.removeHistoryDuplicates = !!options.removeHistoryDuplicates;
    this.completer = options.completer;
    this.crlfDelay = crlfDelay ? Math.max(LEAST_CRLF_MS, crlfDelay) : LEAST_CRLF_MS;
    if (tabSize !== undefined) this.tabSize = tabSize;
    if (escapeCodeTimeout !== undefined) this.escapeCodeTimeout = escapeCodeTimeout;
    if (prompt !== undefined) this.setPrompt(prompt);
    this.terminal = !!(options.terminal ?? output?.isTTY);
    this.#hear('error', (error) => this.emit('error', error));
    if (this.terminal) this.#listenToKeys();
    else this.#listenToLines();
    if (signal) this.#endBy(signal);
    input.resume();
  }

  /** Until it is closed. */
  #hear(event, listener, stream = this.input) {
    stream.on(event, listener);
    this.once('close', () => stream.removeListener(event, listener));
  }
  #listenToLines() {
    this._decoder = new StringDecoder('utf8');
    this.#hear('data', (chunk) => this._normalWrite(chunk));
    this.#hear('end', () => this.#finish(this._line_buffer));
  }
  #listenToKeys() {
    emitKeypressEvents(this.input, this);
    this.#hear('keypress', (text, key) => this.#pressed(text, key));
    this.#hear('end', () => this.#finish(this.line));
    this._setRawMode(true);
    this.cursor = 0;
    if (this.output !== null && this.output !== undefined)
      this.#hear('resize', () => this._refreshLine(), this.output);
  }
  #pressed(text, key) {
    this._ttyWrite(text, key);
    const unit = key?.sequence?.charCodeAt(0);
    // Half of a pair: the other half makes it a character.
    if (key?.sequence?.length === 1 && unit >= 0xd800 && unit <= 0xdfff) this._refreshLine();
  }
  #finish(rest) {
    if (rest !== '') this.emit('line', rest);
    this.close();
  }
  #endBy(signal) {
    const end = () => this.close();
    if (signal.aborted) {
      process.nextTick(end);
      return;
    }
    signal.addEventListener('abort', end, { once: true });
    this.once('close', () => signal.removeEventListener('abort', end));
  }

  _setRawMode(mode) {
    const before = this.input.isRaw;
    if (typeof this.input.setRawMode === 'function') this.input.setRawMode(mode);
    return before;
  }

  prompt(preserveCursor) {
    if (this.paused) this.resume();
    if (this.terminal && process.env.TERM !== 'dumb') {
      if (!preserveCursor) this.cursor = 0;
      this._refreshLine();
    } else this._writeToOutput(this._prompt);
  }

  /** One question at a time: another is told to wait by the first one's prompt. */
  _ask(query, answer) {
    if (this.closed) throw home.nodeError('ERR_USE_AFTER_CLOSE', 'readline');
    if (!this._questionCallback) {
      this._oldPrompt = this._prompt;
      this.setPrompt(query);
      this._questionCallback = answer;
    }
    this.prompt();
  }
  _cancelQuestion() {
    if (!this._questionCallback) return;
    this._questionCallback = null;
    this.setPrompt(this._oldPrompt);
    this.clearLine();
  }
  _onLine(line) {
    const answer = this._questionCallback;
    if (!answer) {
      this.emit('line', line);
      return;
    }
    this._questionCallback = null;
    this.setPrompt(this._oldPrompt);
    answer(line);
  }

  _normalWrite(chunk) {
    if (chunk === undefined) return;
    let text = this._decoder.write(chunk);
    if (this._hasReturn && text.startsWith('\n')) text = text.slice(1);
    if (text === '') return;
    this._hasReturn = text.endsWith('\r');
    const lines = (this._line_buffer + text).split(LINE_END);
    this._line_buffer = lines.pop();
    for (const line of lines) this._onLine(line);
  }

  write(text, key) {
    if (this.paused) this.resume();
    if (this.terminal) this._ttyWrite(text, key);
    else this._normalWrite(text);
  }
  pause() {
    if (this.paused) return undefined;
    this.input.pause();
    this.paused = true;
    this.emit('pause');
    return this;
  }
  resume() {
    if (!this.paused) return undefined;
    this.input.resume();
    this.paused = false;
    this.emit('resume');
    return this;
  }
  close() {
    if (this.closed) return;
    this.pause();
    if (this.terminal) this._setRawMode(false);
    this.closed = true;
    this.emit('close');
  }
  /** The same one for all who ask. */
  [Symbol.asyncIterator]() {
    this.#lines ??= new Lines(this);
    return this.#lines;
  }
}
