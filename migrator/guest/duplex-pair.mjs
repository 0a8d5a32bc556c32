/** `stream.duplexPair`: what is written to one side is read from the other. */
import Stream from 'readable-stream/lib/stream.js';

class Side extends Stream.Duplex {
  other = null;
  /** Of a write that waits until the other side is asked for more. */
  taken = null;
  _read() {
    const { taken } = this;
    this.taken = null;
    if (taken) taken();
  }
  _write(chunk, _encoding, done) {
    if (chunk.length === 0) {
      process.nextTick(done);
      return;
    }
    this.other.push(chunk);
    this.other.taken = done;
  }
  _final(done) {
    this.other.on('end', done);
    this.other.push(null);
  }
}

export function duplexPair(options) {
  const first = new Side(options);
  const second = new Side(options);
  first.other = second;
  second.other = first;
  return [first, second];
}
