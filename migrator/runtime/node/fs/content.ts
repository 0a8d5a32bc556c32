import { MAX_READ_BYTES } from '../../../../protocol/limits.ts';
import { TOO_LARGE_FOR_ONE_ANSWER } from '../../../../protocol/syscalls.ts';
import { UNWIND } from '../../loop/syscalls.ts';
import type { Task } from '../../task.ts';
import { bytesOf, type EncodingOptions, encoded, fdOf, isFd, modeOf, optionsOf, pathOf } from './paths.ts';

const DEFAULT_FILE_MODE = 0o666;

/**
 * Whole contents of files, and reads and writes on descriptors: what may take several syscalls. All are written to be
 * called within a restartable shim: on a second call the noted replies lead to the same place.
 */
export class FileContent {
  private readonly task: Task;

  constructor(task: Task) {
    this.task = task;
  }

  read(file: unknown, given: unknown): Buffer | string {
    const options = optionsOf(given);
    return encoded(this.readBytes(file, String(options.flag ?? 'r')), options.encoding);
  }

  readBytes(file: unknown, flag: string): Uint8Array {
    const { syscalls } = this.task;
    if (isFd(file)) return this.readToEnd(fdOf(file));
    const path = pathOf(file);
    try {
      return syscalls.sync('fs.readFile', [path, flag]).tail;
    } catch (error) {
      if ((error as { code?: string }).code !== TOO_LARGE_FOR_ONE_ANSWER) throw error;
    }
    const fd = syscalls.sync('fs.open', [path, flag, DEFAULT_FILE_MODE]).value;
    return this.closing(fd, () => this.readToEnd(fd));
  }

  write(file: unknown, data: unknown, given: unknown, defaultFlag: string): void {
    const { syscalls } = this.task;
    const options: EncodingOptions = optionsOf(given, 'utf8');
    const bytes = bytesOf(data, options.encoding);
    if (isFd(file)) return this.writeAll(fdOf(file), bytes);
    const path = pathOf(file);
    const flag = String(options.flag ?? defaultFlag);
    const mode = modeOf(options.mode, DEFAULT_FILE_MODE);
    if (bytes.length <= MAX_READ_BYTES) {
      syscalls.sync('fs.writeFile', [path, { mode, flag, flush: options.flush === true }], bytes);
      return;
    }
    const fd = syscalls.sync('fs.open', [path, flag, mode]).value;
    this.closing(fd, () => this.writeAll(fd, bytes));
  }

  /** `fs.readSync`: into a buffer of the guest's; the number of bytes. */
  readInto(fd: unknown, buffer: unknown, second: unknown, third: unknown, fourth: unknown): number {
    const { target, position } = this.region(buffer, second, third, fourth);
    if (target.length === 0) return 0;
    const { tail } = this.task.syscalls.sync('fs.read', [
      fdOf(fd),
      Math.min(target.length, MAX_READ_BYTES),
      position,
    ]);
    target.set(tail);
    return tail.length;
  }

  /** `fs.writeSync`: bytes, or text with a position and an encoding; the number of bytes written. */
  writeFrom(fd: unknown, data: unknown, second: unknown, third: unknown, fourth: unknown): number {
    if (typeof data === 'string') {
      const bytes = bytesOf(data, typeof third === 'string' ? third : 'utf8');
      return this.writePiece(fdOf(fd), bytes, typeof second === 'number' ? second : null);
    }
    const { target, position } = this.region(data, second, third, fourth);
    return this.writePiece(fdOf(fd), target, position);
  }

  /** The part of a buffer that `(buffer, offset, length, position)` or `(buffer, { offset, length, position })` mean. */
  region(
    buffer: unknown,
    second: unknown,
    third: unknown,
    fourth: unknown,
  ): { target: Uint8Array; position: number | null } {
    const bytes = bytesOf(buffer);
    const given =
      typeof second === 'object' && second !== null
        ? (second as Record<string, unknown>)
        : { offset: second, length: third, position: fourth };
    const offset = Number(given.offset ?? 0);
    const length = Number(given.length ?? bytes.length - offset);
    if (!(offset >= 0 && offset <= bytes.length))
      throw outOfRange('offset', `>= 0 && <= ${bytes.length}`, offset);
    if (!(length >= 0 && offset + length <= bytes.length))
      throw outOfRange('length', `>= 0 && <= ${bytes.length - offset}`, length);
    const position = typeof given.position === 'bigint' ? Number(given.position) : given.position;
    return {
      target: bytes.subarray(offset, offset + length),
      position: typeof position === 'number' && position >= 0 ? position : null,
    };
  }

  private writePiece(fd: number, bytes: Uint8Array, position: number | null): number {
    return this.task.syscalls.sync('fs.write', [fd, position], bytes.subarray(0, MAX_READ_BYTES)).value;
  }

  private writeAll(fd: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += this.writePiece(fd, bytes.subarray(at), null);
  }

  private readToEnd(fd: number): Uint8Array {
    const parts: Uint8Array[] = [];
    for (;;) {
      const { tail } = this.task.syscalls.sync('fs.read', [fd, MAX_READ_BYTES, null]);
      if (tail.length === 0) return Buffer.concat(parts);
      parts.push(tail);
    }
  }

  /** Closes the descriptor afterwards, but not when the task leaves in the middle. */
  private closing<T>(fd: number, work: () => T): T {
    let result: T;
    try {
      result = work();
    } catch (error) {
      if (error !== UNWIND) this.task.syscalls.sync('fs.close', [fd]);
      throw error;
    }
    this.task.syscalls.sync('fs.close', [fd]);
    return result;
  }
}

function outOfRange(name: string, range: string, value: number): RangeError {
  return Object.assign(
    new RangeError(`The value of "${name}" is out of range. It must be ${range}. Received ${value}`),
    { code: 'ERR_OUT_OF_RANGE' },
  );
}
