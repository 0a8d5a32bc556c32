import nativeFs, { constants } from 'node:fs';
import { STAT_BYTES, STAT_COUNTS, STAT_TIMES } from '../../../../protocol/ahead.ts';
import type { DirEntry, StatFsResult, StatResult } from '../../../../protocol/syscalls.ts';
import { utils } from './checks.ts';

const OF_FILE_SYSTEM = ['type', 'bsize', 'blocks', 'bfree', 'bavail', 'files', 'ffree'] as const;
const NS_PER_S = 1_000_000_000n;

/** `fs.Stats` or `BigIntStats`, Node's own, of what came from home; where that was answered ahead, of its bytes. */
export function statsOf(stat: StatResult | Uint8Array, isBig: boolean): object {
  if (stat instanceof Uint8Array) return packedStats(stat, isBig);
  const fields = STAT_COUNTS.map((key) => BigInt(stat[key]));
  for (const key of STAT_TIMES) {
    const ns = BigInt(stat[key]);
    const rest = ((ns % NS_PER_S) + NS_PER_S) % NS_PER_S;
    fields.push((ns - rest) / NS_PER_S, rest);
  }
  return utils.getStatsFromBinding(isBig ? BigInt64Array.from(fields) : Float64Array.from(fields, Number));
}

/** All words of it, in the order of Node's own binding. */
function packedStats({ buffer, byteOffset }: Uint8Array, isBig: boolean): object {
  const view = new DataView(buffer, byteOffset, STAT_BYTES);
  const fields = new BigInt64Array(STAT_COUNTS.length + 2 * STAT_TIMES.length);
  for (let i = 0; i < STAT_COUNTS.length; i++) fields[i] = view.getBigInt64(8 * i, true);
  for (let i = 0; i < STAT_TIMES.length; i++) {
    const ns = view.getBigInt64(8 * (STAT_COUNTS.length + i), true);
    const rest = ((ns % NS_PER_S) + NS_PER_S) % NS_PER_S;
    fields[STAT_COUNTS.length + 2 * i] = (ns - rest) / NS_PER_S;
    fields[STAT_COUNTS.length + 2 * i + 1] = rest;
  }
  return utils.getStatsFromBinding(isBig ? fields : Float64Array.from(fields, Number));
}

export function statFsOf(stat: StatFsResult, isBig: boolean): object {
  const fields = OF_FILE_SYSTEM.map((key) => BigInt(stat[key]));
  return utils.getStatFsFromBinding(isBig ? BigInt64Array.from(fields) : Float64Array.from(fields, Number));
}

/** Classes of which the program gets instances without their names being on `fs`. */
export function hiddenClasses(): Record<string, unknown> {
  const big = utils.getStatsFromBinding?.(new BigInt64Array(18));
  const whole = utils.getStatFsFromBinding?.(new Float64Array(7));
  return { BigIntStats: big?.constructor, StatFs: whole?.constructor };
}

const {
  UV_DIRENT_FILE,
  UV_DIRENT_DIR,
  UV_DIRENT_LINK,
  UV_DIRENT_FIFO,
  UV_DIRENT_SOCKET,
  UV_DIRENT_CHAR,
  UV_DIRENT_BLOCK,
} = constants as unknown as Record<string, number>;

/** Printed as Node's own unregistered one is, but the same in every host. */
const kType = Symbol.for('type');
/** The older name of `parentPath`, where this Node.js still has it. */
const hasPath = 'path' in new (nativeFs.Dirent as new (...args: unknown[]) => object)('a', 1, 'b');

export class Dirent {
  name: string | Buffer;
  parentPath: string;
  declare path: string;
  constructor({ parentPath, type }: DirEntry, name: string | Buffer) {
    this.name = name;
    this.parentPath = parentPath;
    if (hasPath) this.path = parentPath;
    (this as unknown as Record<symbol, number>)[kType] = type;
  }
  isFile(): boolean {
    return typeOf(this) === UV_DIRENT_FILE;
  }
  isDirectory(): boolean {
    return typeOf(this) === UV_DIRENT_DIR;
  }
  isSymbolicLink(): boolean {
    return typeOf(this) === UV_DIRENT_LINK;
  }
  isFIFO(): boolean {
    return typeOf(this) === UV_DIRENT_FIFO;
  }
  isSocket(): boolean {
    return typeOf(this) === UV_DIRENT_SOCKET;
  }
  isCharacterDevice(): boolean {
    return typeOf(this) === UV_DIRENT_CHAR;
  }
  isBlockDevice(): boolean {
    return typeOf(this) === UV_DIRENT_BLOCK;
  }
}
const typeOf = (entry: Dirent): number => (entry as unknown as Record<symbol, number>)[kType]!;
