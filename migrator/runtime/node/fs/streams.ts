import { Readable, Writable } from 'node:stream';
import type { AsyncFs } from './async.ts';
import { fdOf, utils } from './checks.ts';
import { readRegion, writeRegion } from './regions.ts';

const CHUNK_BYTES = 64 * 1024;

type Done = (error?: Error | null) => void;

/** `createReadStream` and `createWriteStream`: Node's streams over our descriptors. They are native objects: a task that holds one cannot move. */
export function makeFileStreams(fs: AsyncFs): Record<string, unknown> {
  const open = (
    self: { fd: number | null; path: unknown },
    flags: string,
    mode: unknown,
    done: Done,
    emit: (event: string, fd: number) => void,
  ): void => {
    if (self.fd !== null) return done();
    fs.simple('open', [self.path, flags, mode], {
      fn: (error: Error | null, fd: number) => {
        if (error) return done(error);
        self.fd = fd;
        emit('open', fd);
        emit('ready', fd);
        done();
      },
    });
  };
  const close = (self: { fd: number | null }, auto: boolean, error: Error | null, done: Done): void => {
    const { fd } = self;
    self.fd = null;
    if (fd === null || !auto) return done(error);
    fs.simple('close', [fd], { fn: (failed: Error | null) => done(error ?? failed) });
  };

  class ReadStream extends Readable {
    fd: number | null;
    path: unknown;
    bytesRead = 0;
    private position: number | null;
    private left: number;
    private readonly flags: string;
    private readonly mode: unknown;
    private readonly autoClose: boolean;
    constructor(path: unknown, given?: unknown) {
      const options = utils.getOptions(given, {});
      super({
        highWaterMark: (options.highWaterMark as number) ?? CHUNK_BYTES,
        encoding: (options.encoding ?? undefined) as BufferEncoding | undefined,
      });
      this.path = path;
      this.fd = (options.fd as number) ?? null;
      this.flags = String(options.flags ?? 'r');
      this.mode = options.mode;
      this.autoClose = options.autoClose !== false;
      this.position = (options.start as number) ?? null;
      this.left =
        options.end === undefined
          ? Number.POSITIVE_INFINITY
          : (options.end as number) - ((options.start as number) ?? 0) + 1;
    }
    override _construct(done: Done): void {
      open(this, this.flags, this.mode, done, (event, fd) => this.emit(event, fd));
    }
    override _read(size: number): void {
      const buffer = Buffer.alloc(Math.min(size, this.left));
      if (buffer.length === 0) return void this.push(null);
      fs.read(fdOf(this.fd), readRegion([buffer, 0, buffer.length, this.position], 'sync'), {
        fn: (error: Error | null, bytes: number) => {
          if (error) return this.destroy(error);
          if (this.position !== null) this.position += bytes;
          this.left -= bytes;
          this.bytesRead += bytes;
          this.push(bytes === 0 ? null : buffer.subarray(0, bytes));
        },
      });
    }
    override _destroy(error: Error | null, done: Done): void {
      close(this, this.autoClose, error, done);
    }
    close(done?: () => void): void {
      if (done) this.once('close', done);
      this.destroy();
    }
  }

  class WriteStream extends Writable {
    fd: number | null;
    path: unknown;
    bytesWritten = 0;
    private position: number | null;
    private readonly flags: string;
    private readonly mode: unknown;
    private readonly autoClose: boolean;
    constructor(path: unknown, given?: unknown) {
      const options = utils.getOptions(given, {});
      super({
        highWaterMark: (options.highWaterMark as number) ?? 16 * 1024,
        decodeStrings: true,
        defaultEncoding: (options.encoding ?? 'utf8') as BufferEncoding,
      });
      this.path = path;
      this.fd = (options.fd as number) ?? null;
      this.flags = String(options.flags ?? 'w');
      this.mode = options.mode;
      this.autoClose = options.autoClose !== false;
      this.position = (options.start as number) ?? null;
    }
    override _construct(done: Done): void {
      open(this, this.flags, this.mode, done, (event, fd) => this.emit(event, fd));
    }
    override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: Done): void {
      fs.write(fdOf(this.fd), writeRegion([chunk, 0, chunk.length, this.position]), {
        fn: (error: Error | null, bytes: number) => {
          if (error) return done(error);
          this.bytesWritten += bytes;
          if (this.position !== null) this.position += bytes;
          if (bytes < chunk.length) this._write(chunk.subarray(bytes), _encoding, done);
          else done();
        },
      });
    }
    override _destroy(error: Error | null, done: Done): void {
      close(this, this.autoClose, error, done);
    }
    close(done?: () => void): void {
      if (done) this.once('close', done);
      this.end();
    }
  }
  return {
    ReadStream,
    WriteStream,
    createReadStream: (path: unknown, options?: unknown) => new ReadStream(path, options),
    createWriteStream: (path: unknown, options?: unknown) => new WriteStream(path, options),
  };
}
