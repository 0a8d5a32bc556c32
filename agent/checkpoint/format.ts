import { OmosixError } from '../../protocol/errors.ts';

/**
 * A checkpoint file (docs/image-format.md):
 *
 *     magic (8 bytes) | version u32be | section … | 'SUM.' u64be 32 | SHA-256 of all bytes before it
 *     section = name (4 ASCII characters) | bytes u64be | so many bytes
 *
 * Sections in this order: HEAD (JSON), PROG (the program image), SNAP (graph, then buffers), HOME (JSON), TAIL (raw bytes
 * that HOME speaks of).
 */
export const MAGIC = Buffer.from('\x89OMOSIX\n', 'latin1');
export const CHECKPOINT_VERSION = 1;
export const SECTIONS = ['HEAD', 'PROG', 'SNAP', 'HOME', 'TAIL', 'SUM.'] as const;
export type SectionName = (typeof SECTIONS)[number];

export const PREFIX_BYTES = MAGIC.length + 4;
export const SECTION_HEAD_BYTES = 12;
export const SUM_BYTES = 32;

/** No JSON part of a real file is near that. */
export const MAX_JSON_BYTES = 64 * 1024 * 1024;

export function prefix(): Buffer {
  const bytes = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(bytes);
  bytes.writeUInt32BE(CHECKPOINT_VERSION, MAGIC.length);
  return bytes;
}

export function sectionHead(name: SectionName, bytes: number): Buffer {
  const head = Buffer.alloc(SECTION_HEAD_BYTES);
  head.write(name, 'latin1');
  head.writeBigUInt64BE(BigInt(bytes), 4);
  return head;
}

export const notACheckpoint = (file: string, why: string): OmosixError =>
  new OmosixError('ESNAPSHOT', `${file}: ${why}`);
