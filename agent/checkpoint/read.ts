import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod/mini';
import {
  type CheckpointHead,
  type CheckpointHome,
  checkpointHead,
  checkpointHome,
} from '../../protocol/checkpoint.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { BULK_CHUNK_BYTES, MAX_PROGRAM_BYTES } from '../../protocol/limits.ts';
import { stateBytesOf } from '../../protocol/snapshot.ts';
import { readWhole } from '../whole-io.ts';
import {
  CHECKPOINT_VERSION,
  MAGIC,
  MAX_JSON_BYTES,
  notACheckpoint,
  PREFIX_BYTES,
  SECTION_HEAD_BYTES,
  SECTIONS,
  type SectionName,
  SUM_BYTES,
} from './format.ts';

interface Section {
  at: number;
  bytes: number;
}

/** A checkpoint file that has been checked from its first byte to its last. */
export class CheckpointFile {
  readonly head: CheckpointHead;
  readonly home: CheckpointHome;
  readonly bytes: number;
  private readonly sections: Map<SectionName, Section>;

  private readonly file: string;

  /** @throws OmosixError ESNAPSHOT with one line why not */
  constructor(file: string) {
    // Whoever goes on with the task will be in another directory.
    this.file = resolve(file);
    const fd = open(file);
    try {
      this.bytes = fs.fstatSync(fd).size;
      this.sections = sectionsOf(file, fd, this.bytes);
      this.head = this.json(fd, 'HEAD', checkpointHead);
      this.home = this.json(fd, 'HOME', checkpointHome);
    } finally {
      fs.closeSync(fd);
    }
    if (stateBytesOf(this.head.snapshot) !== this.sections.get('SNAP')!.bytes)
      throw notACheckpoint(file, 'its state has another size than its head says');
    if (this.sections.get('PROG')!.bytes > MAX_PROGRAM_BYTES)
      throw notACheckpoint(file, 'its program is too large');
  }

  program(): Uint8Array {
    return this.whole('PROG');
  }

  /** The raw bytes that `home` speaks of. */
  tail(): Uint8Array {
    return this.whole('TAIL');
  }

  /** The graph alone. */
  graph(): Uint8Array {
    return this.slice(this.sections.get('SNAP')!.at, this.head.snapshot.graphBytes);
  }

  /** Graph and buffers, piece by piece. */
  *state(): Generator<Uint8Array> {
    const { at, bytes } = this.sections.get('SNAP')!;
    const fd = open(this.file);
    try {
      for (let from = 0; from < bytes; from += BULK_CHUNK_BYTES)
        yield read(this.file, fd, at + from, Math.min(BULK_CHUNK_BYTES, bytes - from));
    } finally {
      fs.closeSync(fd);
    }
  }

  private whole(name: SectionName): Uint8Array {
    const { at, bytes } = this.sections.get(name)!;
    return this.slice(at, bytes);
  }

  private slice(at: number, bytes: number): Uint8Array {
    const fd = open(this.file);
    try {
      return read(this.file, fd, at, bytes);
    } finally {
      fs.closeSync(fd);
    }
  }

  private json<T>(fd: number, name: SectionName, schema: z.ZodMiniType<T>): T {
    const { at, bytes } = this.sections.get(name)!;
    if (bytes > MAX_JSON_BYTES) throw notACheckpoint(this.file, `its part ${name} is too large`);
    let value: unknown;
    try {
      value = JSON.parse(read(this.file, fd, at, bytes).toString());
    } catch {
      throw notACheckpoint(this.file, `its part ${name} cannot be read`);
    }
    const result = z.safeParse(schema, value);
    if (!result.success) throw notACheckpoint(this.file, `its part ${name} is not what it should be`);
    return result.data;
  }
}

/** Where each part is; the whole file has been hashed then. */
function sectionsOf(file: string, fd: number, size: number): Map<SectionName, Section> {
  const start = size < PREFIX_BYTES ? Buffer.alloc(0) : read(file, fd, 0, PREFIX_BYTES);
  if (!start.subarray(0, MAGIC.length).equals(MAGIC))
    throw notACheckpoint(file, 'it is no checkpoint of omosix');
  const version = start.readUInt32BE(MAGIC.length);
  if (version !== CHECKPOINT_VERSION)
    throw notACheckpoint(
      file,
      version > CHECKPOINT_VERSION
        ? `it is a checkpoint of a newer omosix (version ${version}; this one reads up to ${CHECKPOINT_VERSION})`
        : `it is a checkpoint of version ${version}, which is not read any more`,
    );
  const sections = new Map<SectionName, Section>();
  let at = PREFIX_BYTES;
  for (const name of SECTIONS) {
    if (at + SECTION_HEAD_BYTES > size) throw notACheckpoint(file, 'it is cut off');
    const head = read(file, fd, at, SECTION_HEAD_BYTES);
    const bytes = Number(head.readBigUInt64BE(4));
    if (head.toString('latin1', 0, 4) !== name) throw notACheckpoint(file, `it is damaged: no part ${name}`);
    if (bytes > size - at - SECTION_HEAD_BYTES) throw notACheckpoint(file, 'it is cut off');
    sections.set(name, { at: at + SECTION_HEAD_BYTES, bytes });
    at += SECTION_HEAD_BYTES + bytes;
  }
  const sum = sections.get('SUM.')!;
  if (at !== size || sum.bytes !== SUM_BYTES)
    throw notACheckpoint(file, 'it is damaged: its end is not where it should be');
  const hash = createHash('sha256');
  for (let from = 0; from < sum.at; from += BULK_CHUNK_BYTES)
    hash.update(read(file, fd, from, Math.min(BULK_CHUNK_BYTES, sum.at - from)));
  if (!hash.digest().equals(read(file, fd, sum.at, SUM_BYTES)))
    throw notACheckpoint(file, 'it is damaged: its checksum does not match');
  return sections;
}

function open(file: string): number {
  try {
    const fd = fs.openSync(file, 'r');
    if (fs.fstatSync(fd).isFile()) return fd;
    fs.closeSync(fd);
  } catch (error) {
    throw new OmosixError('ESNAPSHOT', `${file} cannot be read: ${(error as Error).message}`);
  }
  throw notACheckpoint(file, 'it is no ordinary file');
}

function read(file: string, fd: number, at: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  if (readWhole(fd, buffer, at) < bytes) throw notACheckpoint(file, 'it is cut off');
  return buffer;
}
