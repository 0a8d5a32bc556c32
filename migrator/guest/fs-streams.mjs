/** `fs.ReadStream` and `fs.WriteStream`: streams over descriptors of the task's home. */
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Readable, Writable } from './stream.mjs';

const READ_BYTES = 64 * 1024;
const WRITE_BYTES = 16 * 1024;

const optionsOf = (given) => (typeof given === 'string' ? { encoding: given } : (given ?? {}));
const pathOf = (path) => (path instanceof URL ? fileURLToPath(path) : path);
/** `flags` and so on of a stream that opens a file of its own. */
function prepare(stream, path, options, flags) {
  stream.fd = options.fd === undefined || options.fd === null ? null : (options.fd.fd ?? options.fd);
  stream.path = pathOf(path);
  stream.flags = options.flags ?? flags;
  stream.mode = options.mode ?? 0o666;
  stream.start = options.start;
  stream.pos = options.start;
  stream.autoClose = options.autoClose !== false;
}

function open(stream, done) {
  if (stream.fd !== null) {
    done();
    return;
  }
  fs.open(stream.path, stream.flags, stream.mode, (error, fd) => {
    if (error) {
      done(error);
      return;
    }
    stream.fd = fd;
    done();
    stream.emit('open', fd);
    stream.emit('ready');
  });
}

function close(stream, error, done) {
  const { fd } = stream;
  if (fd === null) {
    done(error);
    return;
  }
  stream.fd = null;
  fs.close(fd, (failed) => done(failed ?? error));
}

function isPosition(options, name) {
  const value = options[name];
  if (value === undefined) return;
  if (typeof value !== 'number')
    throw Object.assign(
      new TypeError(`The "${name}" argument must be of type number. Received ${typeof value}`),
      {
        code: 'ERR_INVALID_ARG_TYPE',
      },
    );
}

export class ReadStream extends Readable {
  constructor(path, given) {
    const options = optionsOf(given);
    isPosition(options, 'start');
    isPosition(options, 'end');
    super({
      highWaterMark: options.highWaterMark ?? READ_BYTES,
      encoding: options.encoding ?? undefined,
      emitClose: options.emitClose,
      autoDestroy: options.autoClose,
      signal: options.signal,
    });
    prepare(this, path, options, 'r');
    this.end = options.end ?? Number.POSITIVE_INFINITY;
    this.bytesRead = 0;
  }
  get pending() {
    return this.fd === null;
  }
  _construct(done) {
    open(this, done);
  }
  _read(size) {
    const at = this.pos === undefined ? this.bytesRead : this.pos;
    const wanted = Math.min(this.end - at + 1, size);
    if (wanted <= 0) {
      this.push(null);
      return;
    }
    const bytes = Buffer.allocUnsafeSlow(wanted);
    fs.read(this.fd, bytes, 0, wanted, this.pos ?? null, (error, count) => {
      if (error) {
        this.destroy(error);
        return;
      }
      if (this.pos !== undefined) this.pos += count;
      this.bytesRead += count;
      this.push(count === 0 ? null : bytes.subarray(0, count));
    });
  }
  _destroy(error, done) {
    if (!this.autoClose && !error) done(error);
    else close(this, error, done);
  }
  close(done) {
    if (done) this.once('close', done);
    this.destroy();
  }
}

export class WriteStream extends Writable {
  constructor(path, given) {
    const options = optionsOf(given);
    isPosition(options, 'start');
    super({
      highWaterMark: options.highWaterMark ?? WRITE_BYTES,
      decodeStrings: true,
      defaultEncoding: options.encoding ?? undefined,
      emitClose: options.emitClose,
      autoDestroy: options.autoClose,
      signal: options.signal,
    });
    prepare(this, path, options, 'w');
    this.bytesWritten = 0;
  }
  get pending() {
    return this.fd === null;
  }
  _construct(done) {
    open(this, done);
  }
  _write(chunk, _encoding, done) {
    fs.write(this.fd, chunk, 0, chunk.length, this.pos ?? null, (error, count) => {
      if (error) {
        done(error);
        return;
      }
      this.bytesWritten += count;
      if (this.pos !== undefined) this.pos += count;
      if (count < chunk.length) this._write(chunk.subarray(count), _encoding, done);
      else done();
    });
  }
  _destroy(error, done) {
    if (!this.autoClose && !error) done(error);
    else close(this, error, done);
  }
  close(done) {
    if (done) {
      if (this.closed) {
        process.nextTick(done);
        return;
      }
      this.on('close', done);
    }
    if (!this.autoClose) this.on('finish', this.destroy);
    this.end();
  }
}
