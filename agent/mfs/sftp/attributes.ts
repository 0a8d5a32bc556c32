import type { StatResult } from '../../../protocol/syscalls.ts';
import type { Attributes } from '../tree.ts';
import type { Fields, Packet } from './bytes.ts';

const SIZE = 1;
const UIDGID = 2;
const PERMISSIONS = 4;
const TIMES = 8;
const EXTENDED = 0x80000000;

/** Bits of a mode that chmod(2) takes. */
const SETTABLE = 0o7777;

/** Clients leave it to the server, as OpenSSH's does, what of a new file's mode its user wants. */
const MASK = process.umask();
export const masked = (mode: number): number => mode & ~MASK;

/** Whole seconds; version 3 has no others, and 32 bits. */
export const seconds = (ns: string): number => Math.max(0, Number(BigInt(ns) / 1_000_000_000n)) >>> 0;

export function putAttributes(packet: Packet, stat: StatResult): Packet {
  return packet
    .u32(SIZE | UIDGID | PERMISSIONS | TIMES)
    .u64(BigInt(stat.size))
    .u32(Number(stat.uid))
    .u32(Number(stat.gid))
    .u32(Number(stat.mode))
    .u32(seconds(stat.atimeNs))
    .u32(seconds(stat.mtimeNs));
}

export function takeAttributes(fields: Fields): Attributes {
  const flags = fields.u32();
  const attributes: Attributes = {};
  if (flags & SIZE) attributes.size = fields.u64();
  if (flags & UIDGID) {
    attributes.uid = fields.u32();
    attributes.gid = fields.u32();
  }
  if (flags & PERMISSIONS) attributes.mode = fields.u32() & SETTABLE;
  if (flags & TIMES) {
    attributes.atime = fields.u32();
    attributes.mtime = fields.u32();
  }
  if (flags & EXTENDED) {
    for (let count = fields.u32(); count > 0; count--) {
      fields.string();
      fields.string();
    }
  }
  return attributes;
}
