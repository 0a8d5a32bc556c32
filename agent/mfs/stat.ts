import type { BigIntStats, StatsFsBase } from 'node:fs';
import type { Count, StatFsResult, StatResult } from '../../protocol/syscalls.ts';

const isExact = (count: bigint): boolean => count <= BigInt(Number.MAX_SAFE_INTEGER);
const countOf = (count: bigint): Count => (isExact(count) ? Number(count) : String(count));

function counts(of: object): Record<string, Count> {
  return Object.fromEntries(
    Object.entries(of).flatMap(([key, count]) => (typeof count === 'bigint' ? [[key, countOf(count)]] : [])),
  );
}

/** Which file it is, by whatever name. */
export const identityOf = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`;

/** What of it travels. */
export function statResult(stat: BigIntStats): StatResult {
  const { dev, ino, mode, nlink, uid, gid, rdev, size, blksize, blocks } = stat;
  return {
    ...counts({ dev, ino, mode, nlink, uid, gid, rdev, size, blksize, blocks }),
    atimeNs: String(stat.atimeNs),
    mtimeNs: String(stat.mtimeNs),
    ctimeNs: String(stat.ctimeNs),
    birthtimeNs: String(stat.birthtimeNs),
  } as StatResult;
}

export function statFsResult(stat: StatsFsBase<bigint>): StatFsResult {
  return counts(stat) as unknown as StatFsResult;
}
