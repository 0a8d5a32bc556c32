/** The task's end of a pipe to a program at home: data that came, and how far it is; what it waits for moves with it. */
import home from './child-parts.cjs';
import { Duplex } from './stream.mjs';

const HIGH_WATER_BYTES = 64 * 1024;
const ignored = () => {};

export class Socket extends Duplex {
  bytesRead = 0;
  bytesWritten = 0;
  connecting = false;
  pending = false;
  /** `child` is null where the program did not start. */
  constructor(child, index) {
    super({
      readable: index > 0,
      allowHalfOpen: false,
      highWaterMark: HIGH_WATER_BYTES,
      decodeStrings: true,
    });
    Object.defineProperty(this, 'home', { value: { child, index, of: { keepsAlive: true } } });
    this.on('end', this.destroySoon);
    if (child === null) this.destroy();
    else if (index > 0) this.read(0);
  }
  _read() {
    const { child, index, of } = this.home;
    home.read(child, index, of, (error, isEnd, bytes) => {
      if (this.destroyed) return;
      if (error) this.destroy(error);
      else if (isEnd) {
        this.push(null);
        this.read(0);
      } else {
        this.bytesRead += bytes.length;
        this.push(bytes);
      }
    });
  }
  _write(bytes, _encoding, done) {
    const { child, index, of } = this.home;
    this.bytesWritten += bytes.length;
    home.write(child, index, bytes, of, done);
  }
  _writev(chunks, done) {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), null, done);
  }
  _final(done) {
    const { child, index, of } = this.home;
    home.end(child, index, false, of, done);
  }
  _destroy(error, done) {
    const { child, index, of } = this.home;
    if (child !== null) home.end(child, index, true, { ...of, keepsAlive: false }, ignored);
    done(error);
  }
  /** Once what was written is out. */
  destroySoon() {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', this.destroy);
  }
  ref() {
    this.home.of.keepsAlive = true;
    return this;
  }
  unref() {
    this.home.of.keepsAlive = false;
    return this;
  }
}
