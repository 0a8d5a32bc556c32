import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OmosixError } from '../../protocol/errors.ts';
import { MAX_PROGRAM_BYTES } from '../../protocol/limits.ts';
import { privateDirectory } from '../places.ts';

/** Programs kept in memory: the next move of a task finds its image without a disk. */
const KEPT = 4;

/** Programs kept on disk. */
const MAX_STORED = 256;

const NAME = /^[0-9a-f]{64}$/;

export const programHash = (image: Uint8Array): string => createHash('sha256').update(image).digest('hex');

/** Program images by the SHA-256 of their bytes. What the disk gives is checked against its name. */
export class Programs {
  private readonly directory: string;
  private readonly memory = new Map<string, Uint8Array>();

  constructor(cacheDirectory: string) {
    this.directory = privateDirectory(join(cacheDirectory, 'programs'));
  }

  /** The image, or null where it is not here. */
  async get(program: string): Promise<Uint8Array | null> {
    const kept = this.memory.get(program);
    if (kept) return kept;
    if (!NAME.test(program)) return null;
    try {
      const image = await readFile(join(this.directory, program));
      if (programHash(image) === program) return this.keep(program, image);
      await rm(join(this.directory, program), { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    return null;
  }

  /** @throws OmosixError EREFUSED where the bytes are not what the name says */
  put(program: string, image: Uint8Array): void {
    if (programHash(image) !== program)
      throw new OmosixError('EREFUSED', 'the program was damaged on its way');
    this.keep(program, image);
    const path = join(this.directory, program);
    const temporary = `${path}.${process.pid}`;
    // The memory has it already: that the disk is slow or full need not hold the task.
    writeFile(temporary, image, { mode: 0o600 })
      .then(() => rename(temporary, path))
      .then(() => this.prune())
      .catch(() => rm(temporary, { force: true }).catch(() => {}));
  }

  /** A cache without an end would fill the disk: the oldest go. */
  private async prune(): Promise<void> {
    const names = (await readdir(this.directory)).filter((name) => NAME.test(name));
    if (names.length <= MAX_STORED) return;
    const aged = await Promise.all(
      names.map(async (name) => ({ name, atMs: (await stat(join(this.directory, name))).mtimeMs })),
    );
    aged.sort((a, b) => a.atMs - b.atMs);
    for (const { name } of aged.slice(0, names.length - MAX_STORED))
      await rm(join(this.directory, name), { force: true });
  }

  private keep(program: string, image: Uint8Array): Uint8Array {
    this.memory.delete(program);
    this.memory.set(program, image);
    for (const oldest of this.memory.keys()) {
      if (this.memory.size <= KEPT) break;
      this.memory.delete(oldest);
    }
    return image;
  }
}

/** A program that arrives in pieces. */
export class ProgramUpload {
  private readonly pieces: Uint8Array[] = [];
  private bytes = 0;

  /** @returns the whole image with the last piece */
  take(piece: Uint8Array, last: boolean): Uint8Array | null {
    this.bytes += piece.length;
    if (this.bytes > MAX_PROGRAM_BYTES)
      throw new OmosixError('EPROTOCOL', `a program of more than ${MAX_PROGRAM_BYTES} bytes`);
    this.pieces.push(piece);
    return last ? Buffer.concat(this.pieces, this.bytes) : null;
  }
}
