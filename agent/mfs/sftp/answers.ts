import type { StatFsResult, StatResult } from '../../../protocol/syscalls.ts';
import { putAttributes } from './attributes.ts';
import { Packet } from './bytes.ts';
import { longName } from './long-name.ts';
import { Status, statusOf } from './status.ts';

const VERSION = 2;
const STATUS = 101;
const HANDLE = 102;
const DATA = 103;
const NAME = 104;
const ATTRS = 105;
const EXTENDED_REPLY = 201;

const PROTOCOL = 3;
/** What statvfs(3) calls `f_namemax`. */
const MAX_NAME_BYTES = 255;

/** What a request comes to, once it is known which one it answers. */
export type Answer = (id: number) => Packet;

export function version(extensions: readonly (readonly [name: string, version: string])[]): Packet {
  const packet = new Packet(VERSION).u32(PROTOCOL);
  for (const [name, data] of extensions) packet.string(name).string(data);
  return packet;
}

export const status =
  (code: Status, words = ''): Answer =>
  (id) =>
    new Packet(STATUS).u32(id).u32(code).string(words).string('');
export const done: Answer = status(Status.OK);
export const failed = (error: Error): Answer => status(...statusOf(error));

export const handle =
  (name: Buffer): Answer =>
  (id) =>
    new Packet(HANDLE).u32(id).string(name);
export const data =
  (bytes: Uint8Array): Answer =>
  (id) =>
    new Packet(DATA).u32(id).string(bytes);
export const attributes =
  (stat: StatResult): Answer =>
  (id) =>
    putAttributes(new Packet(ATTRS).u32(id), stat);

/** One name, of which nothing else is told. */
export const name =
  (path: string): Answer =>
  (id) =>
    new Packet(NAME).u32(id).u32(1).string(path).string(path).u32(0);
export const names =
  (entries: readonly { name: string; stat: StatResult }[]): Answer =>
  (id) => {
    const packet = new Packet(NAME).u32(id).u32(entries.length);
    for (const { name: each, stat } of entries)
      putAttributes(packet.string(each).string(longName(each, stat)), stat);
    return packet;
  };

const numbers =
  (values: readonly (number | string | bigint)[]): Answer =>
  (id) => {
    const packet = new Packet(EXTENDED_REPLY).u32(id);
    for (const value of values) packet.u64(BigInt(value));
    return packet;
  };

/** Of statvfs@openssh.com. */
export const space = ({ bsize, blocks, bfree, bavail, files, ffree }: StatFsResult): Answer =>
  numbers([bsize, bsize, blocks, bfree, bavail, files, ffree, ffree, 0, 0, MAX_NAME_BYTES]);

/** Of limits@openssh.com. */
export const limits = (packet: number, read: number, write: number, handles: number): Answer =>
  numbers([packet, read, write, handles]);
