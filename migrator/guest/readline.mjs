/** `node:readline` for lines of any stream; those of standard input are read by the runtime. */
import { EventEmitter } from 'node:events';
import readline from 'node:readline';
import { StringDecoder } from 'node:string_decoder';

// Node.js 24 takes the separators of Unicode, too.
const LINE_END = Number.parseInt(process.versions.node, 10) >= 24 ? /\r\n|\n|\r|\u2028|\u2029/ : /\r\n|\n|\r/;
/** Of lines that wait to be asked for. */
const MOST_LINES = 1024;

/** Of `for await`: the lines that have come, or who waits for the next. */
class Lines {
  lines = [];
  waiting = [];
  isEnded = false;
  constructor(reader) {
    this.reader = reader;
    this.isEnded = reader.closed;
    this.add = (line) => this.#add(line);
    this.end = () => this.#end();
    reader.on('line', this.add);
    reader.on('close', this.end);
  }
  #add(line) {
    const first = this.waiting.shift();
    if (first) first({ value: line, done: false });
    else if (this.lines.push(line) > MOST_LINES) this.reader.pause();
  }
  #end() {
    this.isEnded = true;
    for (const resolve of this.waiting.splice(0)) resolve({ value: undefined, done: true });
  }
  next() {
    if (this.lines.length > 0) {
      const value = this.lines.shift();
      if (this.lines.length === 0) this.reader.resume();
      return Promise.resolve({ value, done: false });
    }
    if (this.isEnded) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.waiting.push(resolve));
  }
  return() {
    this.reader.removeListener('line', this.add);
    this.reader.removeListener('close', this.end);
    this.#end();
    this.reader.close();
    return Promise.resolve({ value: undefined, done: true });
  }
  [Symbol.asyncIterator]() {
    return this;
  }
}

export class Interface extends EventEmitter {
  terminal = false;
  line = '';
  cursor = 0;
  closed = false;
  paused = false;
  #decoder = new StringDecoder('utf8');
  #partial = '';
  #hasReturn = false;
  #lines;
  #prompt;
  #answer;
  #feed = (chunk) => this.#take(chunk);
  #finish = () => {
    if (this.#partial !== '') this.#tell(this.#partial);
    this.close();
  };

  constructor({ input, output, prompt = '> ', signal } = {}) {
    super();
    this.input = input;
    this.output = output;
    this.#prompt = prompt;
    input.on('error', (error) => this.emit('error', error));
    input.on('data', this.#feed);
    input.on('end', this.#finish);
    if (signal?.aborted) process.nextTick(() => this.close());
    else signal?.addEventListener('abort', () => this.close(), { once: true });
    input.resume();
  }

  #take(chunk) {
    let text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
    if (this.#hasReturn && text.startsWith('\n')) text = text.slice(1);
    if (text === '') return;
    this.#hasReturn = text.endsWith('\r');
    const lines = (this.#partial + text).split(LINE_END);
    this.#partial = lines.pop();
    for (const line of lines) this.#tell(line);
  }
  #tell(line) {
    const answer = this.#answer;
    this.#answer = undefined;
    if (answer) answer(line);
    else this.emit('line', line);
  }

  setPrompt(prompt) {
    this.#prompt = prompt;
  }
  getPrompt() {
    return this.#prompt;
  }
  prompt() {
    if (this.paused) this.resume();
    this.output?.write(this.#prompt);
  }
  question(query, options, answer = options) {
    if (this.closed) throw Object.assign(new Error('readline was closed'), { code: 'ERR_USE_AFTER_CLOSE' });
    this.output?.write(query);
    this.#answer = answer;
  }
  write(text) {
    if (this.paused) this.resume();
    if (text !== undefined && text !== null) this.#take(text);
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
    this.input.removeListener('data', this.#feed);
    this.input.removeListener('end', this.#finish);
    this.closed = true;
    this.emit('close');
  }
  [Symbol.asyncIterator]() {
    this.#lines ??= new Lines(this);
    return this.#lines;
  }
}

export function createInterface(input, output) {
  const options = input?.input === undefined ? { input, output } : input;
  return options.input === process.stdin ? readline.createInterface(options) : new Interface(options);
}

const whole = { ...readline, Interface, createInterface };

export { whole as default, whole as 'module.exports' };
export const { clearLine, clearScreenDown, cursorTo, moveCursor, promises } = readline;
