import { MAX_READ_BYTES } from '../../../../protocol/limits.ts';
import { TOO_LARGE_FOR_ONE_ANSWER, type WirePath } from '../../../../protocol/syscalls.ts';
import { UNWIND } from '../../loop/syscalls.ts';
import type { Task } from '../../task.ts';
import {
  contentOf,
  type EncodingOptions,
  encoded,
  fileOf,
  flagsOf,
  isFd,
  modeOf,
  utils,
  validators,
} from './checks.ts';
import { joined, type Region, spread, type Vector } from './regions.ts';

const DEFAULT_FILE_MODE = 0o666;

/** What a whole file is written with. */
export interface Content {
  file: WirePath | number;
  bytes: Uint8Array;
  flag: string | number;
  mode: number;
  flush: boolean;
  signal: unknown;
}

/** What a whole file is read with. */
export interface Wanted {
  file: WirePath | number;
  flag: string | number;
  encoding: string | null;
  signal: unknown;
}

const WRITING = { encoding: 'utf8', mode: DEFAULT_FILE_MODE, flag: 'w', flush: false };
const APPENDING = { encoding: 'utf8', mode: DEFAULT_FILE_MODE, flag: 'a' };

export function wantedOf(file: unknown, given: unknown): Wanted {
  const { flag, encoding = null, signal } = utils.getOptions(given, { flag: 'r' });
  if (isFd(file)) return { file: fileOf(file), flag: 'r', encoding, signal };
  const flags = flagsOf(flag ?? 'r', 'options.flag');
  return { file: fileOf(file), flag: flags, encoding, signal };
}

export function contentWith(file: unknown, data: unknown, given: unknown, isAppend: boolean): Content {
  const options: EncodingOptions = utils.getOptions(given, isAppend ? APPENDING : WRITING);
  const flush = options.flush ?? false;
  validators.validateBoolean(flush, 'options.flush');
  const bytes = contentOf(data, options.encoding);
  const flag = flagsOf((isAppend && isFd(file)) || !options.flag ? (isAppend ? 'a' : 'w') : options.flag);
  const mode = modeOf(options.mode, DEFAULT_FILE_MODE);
  return { file: fileOf(file), bytes, flag, mode, flush: flush === true, signal: options.signal };
}

/**
 * Whole contents of files, and reads and writes on descriptors: what may take several syscalls. All are written to be
 * called within a restartable shim: on a second call the noted replies lead to the same place.
 */
export class FileContent {
  private readonly task: Task;

  constructor(task: Task) {
    this.task = task;
  }

  read({ file, flag, encoding }: Wanted): Buffer | string {
    return encoded(this.readBytes(file, flag), encoding);
  }

  private readBytes(file: WirePath | number, flag: string | number): Uint8Array {
    const { syscalls } = this.task;
    if (typeof file === 'number') return this.readToEnd(file);
    try {
      return syscalls.sync('fs.readFile', [file, flag]).tail;
    } catch (error) {
      if ((error as { code?: string }).code !== TOO_LARGE_FOR_ONE_ANSWER) throw error;
    }
    const fd = syscalls.sync('fs.open', [file, flag, DEFAULT_FILE_MODE]).value;
    return this.closing(fd, () => this.readToEnd(fd));
  }

  write({ file, bytes, flag, mode, flush }: Content): void {
    const { syscalls } = this.task;
    if (typeof file === 'number') return this.writeAll(file, bytes, flush);
    if (bytes.length <= MAX_READ_BYTES) {
      syscalls.sync('fs.writeFile', [file, { mode, flag, flush }], bytes);
      return;
    }
    const fd = syscalls.sync('fs.open', [file, flag, mode]).value;
    this.closing(fd, () => this.writeAll(fd, bytes, flush));
  }

  /** Into a buffer of the guest's; the number of bytes. */
  readInto(fd: number, { target, position }: Region): number {
    if (target.length === 0) return 0;
    const { tail } = this.task.syscalls.sync('fs.read', [
      fd,
      Math.min(target.length, MAX_READ_BYTES),
      position,
    ]);
    target.set(tail);
    const { length } = tail;
    this.task.syscalls.copied();
    return length;
  }

  readIntoAll(fd: number, { views, bytes, position }: Vector): number {
    const { tail } = this.task.syscalls.sync('fs.read', [fd, Math.min(bytes, MAX_READ_BYTES), position]);
    spread(tail, views);
    return tail.length;
  }

  /** The number of bytes written. */
  writeFrom(fd: number, { target, position }: Pick<Region, 'target' | 'position'>): number {
    const piece = target.subarray(0, MAX_READ_BYTES);
    return this.task.syscalls.sync('fs.write', [fd, position], piece).value as number;
  }

  writeFromAll(fd: number, vector: Vector): number {
    const target = joined(vector);
    return target.length === 0 ? 0 : this.writeFrom(fd, { target, position: vector.position });
  }

  private writeAll(fd: number, bytes: Uint8Array, flush: boolean): void {
    for (let at = 0; at < bytes.length; )
      at += this.writeFrom(fd, { target: bytes.subarray(at), position: null });
    if (flush) this.task.syscalls.sync('fs.fsync', [fd]);
  }

  private readToEnd(fd: number): Uint8Array {
    const parts: Uint8Array[] = [];
    for (;;) {
      const { tail } = this.task.syscalls.sync('fs.read', [fd, MAX_READ_BYTES, null]);
      if (tail.length === 0) return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
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
