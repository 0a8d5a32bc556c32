/** Makes a stream of bytes from a terminal emit 'keypress'. */
import { StringDecoder } from 'node:string_decoder';
import { charLengthAt, ESCAPE, isIncomplete, keypressOf } from './keys.mjs';

/** As long a lone escape may be the beginning of a sequence. */
const ESCAPE_MS = 500;
/** On a stream that emits them. */
const READER = Symbol('keypress-decoder');

class Keys {
  decoder = new StringDecoder('utf8');
  /** The beginning of a sequence. */
  pending = '';
  timer = undefined;
  constructor(stream, reader) {
    this.stream = stream;
    this.reader = reader;
    this.onData = (chunk) => this.take(chunk);
    this.onNewListener = (event) => {
      if (event === 'keypress') this.listen();
    };
  }
  listen() {
    this.stream.removeListener('newListener', this.onNewListener);
    this.stream.on('data', this.onData);
  }
  /** Until somebody asks. */
  wait() {
    this.stream.removeListener('data', this.onData);
    this.stream.on('newListener', this.onNewListener);
  }
  take(chunk) {
    if (this.stream.listenerCount('keypress') === 0) {
      this.wait();
      return;
    }
    const text = this.decoder.write(chunk);
    if (text === '') return;
    clearTimeout(this.timer);
    const { reader } = this;
    reader._sawKeyPress = charLengthAt(text, 0) === text.length;
    // What is pasted is shown at once and not completed.
    reader.isCompletionEnabled = false;
    let length = 0;
    for (const character of text) {
      length += character.length;
      const isLast = length === text.length;
      if (isLast) reader.isCompletionEnabled = true;
      this.feed(character);
      if (isLast && character === ESCAPE)
        this.timer = setTimeout(() => this.giveUp(), reader.escapeCodeTimeout ?? ESCAPE_MS);
    }
  }
  feed(character) {
    this.pending += character;
    if (!isIncomplete(this.pending)) this.tell();
  }
  /** Nothing has followed an escape: it was the key of that name. */
  giveUp() {
    if (this.pending !== '') this.tell();
  }
  tell() {
    const sequence = this.pending;
    this.pending = '';
    const told = keypressOf(sequence);
    if (told === null) return;
    const { stream } = this;
    const [text, key] = told;
    // By compiled code, so that the task can move in the middle of what a key does.
    for (const listener of stream.rawListeners('keypress')) listener.call(stream, text, key);
  }
}

export function emitKeypressEvents(stream, reader = {}) {
  if (stream[READER]) return;
  stream[READER] = new Keys(stream, reader);
  if (stream.listenerCount('keypress') > 0) stream[READER].listen();
  else stream[READER].wait();
}
