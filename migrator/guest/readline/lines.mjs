/** Of `for await` over an interface: the lines that have come, or who waits for the next. */
const MOST_LINES = 1024;

export class Lines {
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
