import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { OmosixError } from '../../protocol/errors.ts';
import { writeWhole } from '../whole-io.ts';
import { prefix, type SectionName, SUM_BYTES, sectionHead } from './format.ts';

const fsync = promisify(fs.fsync);

/**
 * A checkpoint file in the making: under another name in the same directory, so that whoever is killed meanwhile leaves the old
 * file as it was. It takes its name when all of it is on the disk.
 */
export class CheckpointDraft {
  private readonly path: string;
  private readonly fd: number;
  private readonly hash = createHash('sha256');
  private left = 0;
  private written = 0;

  /** @throws OmosixError ECHECKPOINT */
  constructor(private readonly file: string) {
    this.path = join(dirname(file), `.${basename(file)}.${process.pid}.draft`);
    try {
      this.fd = fs.openSync(this.path, 'w', 0o600);
    } catch (error) {
      throw failed(file, error);
    }
    this.put(prefix());
  }

  /** Begins a part of so many bytes; `write` gives them. */
  section(name: SectionName, bytes: number): void {
    this.put(sectionHead(name, bytes));
    this.left = bytes;
  }

  /** @throws OmosixError ECHECKPOINT where the disk is full, or more is given than was announced */
  write(bytes: Uint8Array): void {
    this.left -= bytes.length;
    if (this.left < 0) throw failed(this.file, new Error('the state is larger than its head says'));
    this.put(bytes);
  }

  whole(name: SectionName, bytes: Uint8Array): void {
    this.section(name, bytes.length);
    this.write(bytes);
  }

  /** On the disk, whatever happens from now on, under its name. @returns its size */
  async commit(): Promise<number> {
    if (this.left !== 0) throw failed(this.file, new Error('the state is smaller than its head says'));
    try {
      this.section('SUM.', SUM_BYTES);
      const sum = this.hash.digest();
      this.out(sum);
      await fsync(this.fd);
      fs.closeSync(this.fd);
      fs.renameSync(this.path, this.file);
      const directory = fs.openSync(dirname(this.file), 'r');
      try {
        await fsync(directory);
      } finally {
        fs.closeSync(directory);
      }
      return this.written;
    } catch (error) {
      throw failed(this.file, error);
    }
  }

  /** Nothing of it stays. */
  discard(): void {
    try {
      fs.closeSync(this.fd);
    } catch {
      // It is closed already: the rename failed.
    }
    fs.rmSync(this.path, { force: true });
  }

  private put(bytes: Uint8Array): void {
    this.hash.update(bytes);
    this.out(bytes);
  }

  private out(bytes: Uint8Array): void {
    try {
      writeWhole(this.fd, bytes, null);
    } catch (error) {
      throw failed(this.file, error);
    }
    this.written += bytes.length;
  }
}

function failed(file: string, error: unknown): OmosixError {
  return new OmosixError('ECHECKPOINT', `${file} cannot be written: ${(error as Error).message}`);
}
