import type { NodeView } from '../../protocol/node.ts';
import { ownerWords } from '../../protocol/owner.ts';
import type { NodeMask } from '../../protocol/task.ts';
import { type Claim, freshClaims } from './claims.ts';
import { HOST_BYTES, MEMORY_PRESSURE, MEMORY_RESERVE_BYTES, STALE_MS } from './tuning.ts';
import type { TaskView } from './view.ts';

export const majorOf = (nodeVersion: string): string => nodeVersion.replace(/^v/, '').split('.')[0]!;

const isSameMajor = (one: string, other: string): boolean => one === other || majorOf(one) === majorOf(other);

/** Why a node cannot be given the task, in words; null where it can. */
export function refusal(
  node: NodeView,
  task: Pick<TaskView, 'node' | 'anyNode' | 'memoryBytes' | 'hintBytes' | 'mask'>,
  home: NodeView,
  claims: readonly Claim[],
  atMs: number,
): string | null {
  const { info } = node;
  if (node.state !== 'alive') return node.state;
  if (info.id === task.node) return 'it executes there';
  if (!node.isSelf && node.ageMs > STALE_MS) return `not heard of for ${Math.round(node.ageMs / 1000)} s`;
  if (node.mayHost === false) return 'our tasks are not to execute there (mosctl grant)';
  // A task may always come home.
  if (info.blocked && !node.isSelf)
    return info.owner === undefined ? 'accepts no guests' : `accepts no guests: ${ownerWords(info.owner)}`;
  if (info.quiet && !node.isSelf) return 'announces no load (mosctl quiet)';
  if (!node.isSelf && isMasked(task.mask, info.id)) return 'its node mask excludes it';
  // Results of Math functions differ between major versions.
  if (!task.anyNode && !isSameMajor(info.nodeVersion, home.info.nodeVersion))
    return `runs Node ${info.nodeVersion}`;
  if (isShort(info)) return `waits for memory ${Math.round(info.pressure?.memory ?? 0)} % of the time`;
  const needBytes = Math.max(task.memoryBytes, task.hintBytes);
  const fresh = freshClaims(claims, atMs);
  const noRoom = node.isSelf ? null : lacksRoom(info, needBytes, fresh);
  if (noRoom !== null) return noRoom;
  const freeBytes = info.freeBytes - promisedBytes(fresh, info.id);
  if (freeBytes - MEMORY_RESERVE_BYTES < needBytes) return 'not enough memory';
  return null;
}

/** What executes there waits for memory, however much seems to be free. */
export const isShort = ({ pressure }: Pick<NodeView['info'], 'pressure'>): boolean =>
  (pressure?.memory ?? 0) >= MEMORY_PRESSURE;

/** What its owner lets guests have (`mosctl setlimit`) is used up, with what is on its way. */
function lacksRoom(
  { id, guestRoom }: NodeView['info'],
  needBytes: number,
  claims: readonly Claim[],
): string | null {
  if (guestRoom === undefined) return null;
  const { guests, bytes } = guestRoom;
  const coming = claims.filter(({ to }) => to === id).length;
  if (guests !== undefined && guests - coming < 1)
    return 'its owner lets no more guests in (mosctl setlimit)';
  if (bytes !== undefined && bytes - promisedBytes(claims, id) < Math.max(needBytes, HOST_BYTES))
    return 'its owner gives guests no more memory (mosctl setlimit)';
  return null;
}

/** Its user does not want the task there. Home is never excluded. */
export const isMasked = (mask: NodeMask | undefined, node: number): boolean =>
  mask !== undefined && mask.nodes.includes(node) === (mask.policy === 'deny');

/** Memory that tasks on their way to a node will take there. */
export function promisedBytes(claims: readonly Claim[], node: number): number {
  let bytes = 0;
  for (const claim of claims) if (claim.to === node) bytes += claim.memoryBytes;
  return bytes;
}
