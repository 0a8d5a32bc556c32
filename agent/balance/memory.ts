import type { NodeInfo } from '../../protocol/node.ts';
import { type Claim, freshClaims } from './claims.ts';
import { isShort, promisedBytes } from './eligible.ts';
import { MEMORY_RESERVE_BYTES } from './tuning.ts';

/**
 * Memory that a node should get rid of, bytes: what is missing of its reserve (all of it, where what executes there waits for memory) and what it
 * has swapped out, less what is leaving.
 */
export function neededBytes(info: NodeInfo, claims: readonly Claim[], atMs: number): number {
  const freeBytes = isShort(info) ? 0 : info.freeBytes;
  const missingBytes = MEMORY_RESERVE_BYTES - freeBytes + (info.excessBytes ?? 0);
  if (missingBytes <= 0) return 0;
  const leaving = freshClaims(claims, atMs).filter(({ from }) => from === info.id);
  const relief = leaving.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  return Math.max(0, missingBytes - relief);
}

/** Shares of a node's memory that are in use, with what is promised, and that a task adds. */
export function memoryShares(
  info: NodeInfo,
  claims: readonly Claim[],
  taskBytes: number,
): { used: number; added: number } {
  const totalBytes = Math.max(1, info.totalBytes);
  const used = totalBytes - info.freeBytes + promisedBytes(claims, info.id);
  return { used: Math.max(0, used) / totalBytes, added: taskBytes / totalBytes };
}
