/** `fs.ReadStream` and `fs.WriteStream`: streams over descriptors of the task's home, or over functions that the program gives. */
import fs from 'node:fs';
import checks from './checks.cjs';
import { finished, Readable, Writable } from './stream.mjs';

const READ_BYTES = 64 * 1024;
/** Writes that put nothing before one gives up. */
const MOST_RETRIES = 5;

/** A FileHandle as the functions of `fs` that a stream uses. */
function handleFunctions(handle) {
  const told = (work, values, done) => {
    work.then(
      (result) => done(null, ...values(result)),
      (error) => done(error),
    );
  };
  return {
    read: (_fd, bytes, offset, length, position, done) =>
      told(handle.read(bytes, offset, length, position), (r) => [r.bytesRead, r.buffer], done),
    write: (_fd, bytes, offset, length, position, done) =>
      told(handle.write(bytes, offset, length, position), (r) => [r.bytesWritten, r.buffer], done),
    writev: (_fd, chunks, position, done) =>
      told(handle.writev(chunks, position), (r) => [r.bytesWritten, r.buffers], done),
    fsync: (_fd, done) => told(handle.sync(), () => [], done),
    close: (_fd, done) => told(handle.close(), () => [], done),
  };
}

/** What it reads or writes, and by which functions: checked before there is a stream. */
function targetOf(path, options, flags) {
  const { fd = null } = options;
  const io = options.fs ?? fs;
  if (fd === null) {
    checks.validateFunction(io.open, 'options.fs.open');
    const { mode = 0o666 } = options;
    const name = checks.pathOf(path);
    return { io, fd: null, path: name, flags: options.flags === undefined ? flags : options.flags, mode };
  }
  if (typeof fd === 'number') return { io, fd: checks.fdOf(fd) };
  if (!checks.isHandle(fd))
    throw new checks.codes.ERR_INVALID_ARG_TYPE('options.fd', ['number', 'FileHandle'], fd);
  if (options.fs) throw new checks.codes.ERR_METHOD_NOT_IMPLEMENTED('FileHandle with fs');
  return { io: handleFunctions(fd), fd: checks.fdOf(fd.fd), handle: fd };
}

function attach(stream, { io, handle, ...shown }) {
  Object.defineProperty(stream, 'io', { value: io, writable: true });
  Object.defineProperty(stream, 'isBusy', { value: false, writable: true });
  Object.assign(stream, shown);
  handle?.on('close', () => stream.close());
}

function checkRange(start, end) {
  if (start !== undefined) checks.validateInteger(start, 'start', 0);
  if (end === Number.POSITIVE_INFINITY) return;
  checks.validateInteger(end, 'end', 0);
  if (start !== undefined && start > end)
    throw new checks.codes.ERR_OUT_OF_RANGE('start', `<= "end" (here: ${end})`, start);
}

/** The options of the stream that it is. */
const asStream = (options, more) => ({ ...options, autoDestroy: options.autoClose ?? true, ...more });

function open(stream, done) {
  if (stream.fd !== null) {
    done();
    return;
  }
  stream.io.open(stream.path, stream.flags, stream.mode, (error, fd) => {
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

/** A read or write under way ends first: `ioDone` tells of it. */
function settled(stream, error, then) {
  if (stream.isBusy) stream.once('ioDone', (failed) => then(error ?? failed));
  else then(error);
}

function close(stream, error, done) {
  const { fd } = stream;
  if (!fd) {
    done(error);
    return;
  }
  const end = (failed) => {
    stream.io.close(fd, (last) => done(last ?? failed));
    stream.fd = null;
  };
  if (stream.flush) stream.io.fsync(fd, (failed) => end(error ?? failed));
  else end(error);
}

export class ReadStream extends Readable {
  constructor(path, given) {
    const options = checks.getOptions(given, {});
    const { start, end = Number.POSITIVE_INFINITY } = options;
    const target = targetOf(path, options, 'r');
    checkRange(start, end);
    super(asStream(options, { highWaterMark: options.highWaterMark ?? READ_BYTES }));
    attach(this, target);
    this.start = start;
    this.end = end;
    this.pos = start;
    this.bytesRead = 0;
  }
  get autoClose() {
    return this._readableState.autoDestroy;
  }
  set autoClose(value) {
    this._readableState.autoDestroy = value;
  }
  get pending() {
    return this.fd === null;
  }
  _construct(done) {
    open(this, done);
  }
  _read(size) {
    const wanted = Math.min(this.end - (this.pos ?? this.bytesRead) + 1, size);
    if (wanted <= 0) {
      this.push(null);
      return;
    }
    this.isBusy = true;
    this.io.read(this.fd, Buffer.allocUnsafeSlow(wanted), 0, wanted, this.pos, (error, count, bytes) => {
      this.isBusy = false;
      if (this.destroyed) {
        this.emit('ioDone', error);
        return;
      }
      if (error) {
        this.destroy(error);
        return;
      }
      if (this.pos !== undefined) this.pos += count;
      this.bytesRead += count;
      this.push(count === 0 ? null : count < bytes.length ? Buffer.from(bytes.subarray(0, count)) : bytes);
    });
  }
  _destroy(error, done) {
    settled(this, error, (first) => close(this, first, done));
  }
  close(done) {
    if (typeof done === 'function') finished(this, done);
    this.destroy();
  }
}

export class WriteStream extends Writable {
  constructor(path, given) {
    const options = checks.getOptions(given, {});
    const { start } = options;
    const flush = options.flush ?? false;
    const target = targetOf(path, options, 'w');
    checks.validateBoolean(flush, 'options.flush');
    checkRange(start, Number.POSITIVE_INFINITY);
    super(asStream(options, { decodeStrings: true }));
    attach(this, target);
    if (!this.io.write) this._write = null;
    if (!this.io.writev) this._writev = null;
    this.flush = flush;
    this.start = start;
    this.pos = start;
    this.bytesWritten = 0;
    if (options.encoding) this.setDefaultEncoding(options.encoding);
  }
  get autoClose() {
    return this._writableState.autoDestroy;
  }
  set autoClose(value) {
    this._writableState.autoDestroy = value;
  }
  get pending() {
    return this.fd === null;
  }
  _construct(done) {
    open(this, done);
  }
  _write(chunk, _encoding, done) {
    const put = (bytes, position, then) =>
      this.io.write(this.fd, bytes, 0, bytes.length, position ?? null, then);
    writeAll(this, put, chunk, done);
  }
  _writev(chunks, done) {
    const bytes = chunks.map(({ chunk }) => chunk);
    // What is left of a short one is one chunk.
    const put = (rest, position, then) =>
      this.io.writev(this.fd, rest === bytes ? bytes : [rest], position ?? null, then);
    writeAll(this, put, bytes, done);
  }
  _destroy(error, done) {
    settled(this, error, (first) => close(this, first, done));
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
WriteStream.prototype.destroySoon = WriteStream.prototype.end;

/** Puts all of it, and tells when a destroyed stream may be closed. */
function writeAll(stream, put, data, done) {
  let rest = data;
  let retries = 0;
  stream.isBusy = true;
  const end = (error) => {
    stream.isBusy = false;
    const { destroyed } = stream;
    done(error);
    if (destroyed) stream.emit('ioDone', error);
  };
  const next = () =>
    put(rest, stream.pos, (failed, count) => {
      const again = failed?.code === 'EAGAIN';
      const bytes = again ? 0 : count;
      if (stream.destroyed || (failed && !again)) {
        end(failed ?? new checks.codes.ERR_STREAM_DESTROYED('write'));
        return;
      }
      stream.bytesWritten += bytes;
      if (stream.pos !== undefined) stream.pos += bytes;
      retries = bytes > 0 ? 0 : retries + 1;
      const whole = Array.isArray(rest) ? Buffer.concat(rest) : rest;
      if (bytes === whole.length) end();
      else if (retries > MOST_RETRIES) end(new Error('write failed'));
      else {
        rest = whole.subarray(bytes);
        next();
      }
    });
  next();
}
