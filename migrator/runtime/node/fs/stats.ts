import { constants } from 'node:fs';
import type { DirEntry, StatResult } from '../../../../protocol/syscalls.ts';

const { S_IFMT, S_IFREG, S_IFDIR, S_IFLNK, S_IFIFO, S_IFSOCK, S_IFCHR, S_IFBLK } = constants;
const TIMES = ['atime', 'mtime', 'ctime', 'birthtime'] as const;
const COUNTS = ['dev', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino', 'size', 'blocks'] as const;

abstract class StatsBase {
  declare mode: number | bigint;
  private is(type: number): boolean {
    return (Number(this.mode) & S_IFMT) === type;
  }
  isFile(): boolean {
    return this.is(S_IFREG);
  }
  isDirectory(): boolean {
    return this.is(S_IFDIR);
  }
  isSymbolicLink(): boolean {
    return this.is(S_IFLNK);
  }
  isFIFO(): boolean {
    return this.is(S_IFIFO);
  }
  isSocket(): boolean {
    return this.is(S_IFSOCK);
  }
  isCharacterDevice(): boolean {
    return this.is(S_IFCHR);
  }
  isBlockDevice(): boolean {
    return this.is(S_IFBLK);
  }
}

export class Stats extends StatsBase {
  constructor(stat: StatResult) {
    super();
    const own = this as unknown as Record<string, unknown>;
    for (const key of COUNTS) own[key] = stat[key];
    for (const key of TIMES) own[`${key}Ms`] = stat[`${key}Ms`];
    for (const key of TIMES) own[key] = new Date(Math.round(stat[`${key}Ms`]));
  }
}

export class BigIntStats extends StatsBase {
  constructor(stat: StatResult) {
    super();
    const own = this as unknown as Record<string, unknown>;
    for (const key of COUNTS) own[key] = BigInt(stat[key]);
    for (const key of TIMES) own[`${key}Ms`] = BigInt(Math.trunc(stat[`${key}Ms`]));
    for (const key of TIMES) own[`${key}Ns`] = BigInt(Math.round(stat[`${key}Ms`] * 1e6));
    for (const key of TIMES) own[key] = new Date(Math.round(stat[`${key}Ms`]));
  }
}

export const statsOf = (stat: StatResult, bigint: unknown): Stats | BigIntStats =>
  bigint ? new BigIntStats(stat) : new Stats(stat);

/** libuv's numbers of kinds of entries. */
const UV_DIRENT_FILE = 1;
const UV_DIRENT_DIR = 2;
const UV_DIRENT_LINK = 3;
const UV_DIRENT_FIFO = 4;
const UV_DIRENT_SOCKET = 5;
const UV_DIRENT_CHAR = 6;
const UV_DIRENT_BLOCK = 7;

export class Dirent {
  name: string;
  parentPath: string;
  path: string;
  declare readonly type: number;
  constructor({ name, parentPath, type }: DirEntry) {
    this.name = name;
    this.parentPath = parentPath;
    this.path = parentPath;
    Object.defineProperty(this, 'type', { value: type });
  }
  isFile(): boolean {
    return this.type === UV_DIRENT_FILE;
  }
  isDirectory(): boolean {
    return this.type === UV_DIRENT_DIR;
  }
  isSymbolicLink(): boolean {
    return this.type === UV_DIRENT_LINK;
  }
  isFIFO(): boolean {
    return this.type === UV_DIRENT_FIFO;
  }
  isSocket(): boolean {
    return this.type === UV_DIRENT_SOCKET;
  }
  isCharacterDevice(): boolean {
    return this.type === UV_DIRENT_CHAR;
  }
  isBlockDevice(): boolean {
    return this.type === UV_DIRENT_BLOCK;
  }
}
