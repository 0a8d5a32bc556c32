import type { NodeInfo, NodeSettings } from '../protocol/node.ts';
import type { AgentOptions } from './agent-options.ts';
import type { Guests } from './guests/guests.ts';
import type { Capacity } from './measure/capacity.ts';
import type { Mfs } from './mfs/mfs.ts';
import type { OwnersLimits } from './verbs/guest-limits.ts';
import type { OwnerFirst } from './verbs/owner-first.ts';

export type Announced = Omit<NodeInfo, 'beat'>;

interface Parts {
  capacity: Capacity;
  guests: Guests;
  isLeaving: boolean;
  limits: OwnersLimits;
  mfs: Mfs;
  ownerFirst: OwnerFirst;
  /** For tasks with `--ha`. */
  standsBy: boolean;
}

/** What a node says of itself. */
export function announcement(
  { id, name, isEphemeral }: Pick<AgentOptions, 'id' | 'name' | 'isEphemeral'>,
  { block, stay, lstay, quiet, isolated }: NodeSettings,
  { capacity, guests, isLeaving, limits, mfs, ownerFirst, standsBy }: Parts,
): Announced {
  const owner = ownerFirst.neededBy;
  const { room } = limits;
  return {
    id,
    name,
    nodeVersion: process.versions.node,
    ...capacity.announce(),
    guests: guests.count,
    blocked: isEphemeral || block || isLeaving || owner !== null,
    ...(owner !== null && { owner }),
    ...(room !== null && { guestRoom: room }),
    stay,
    lstay: lstay || isLeaving,
    ...(quiet && { quiet }),
    ...(isolated && { isolated }),
    ...(standsBy && { ha: true }),
    ...mfs.announce(),
  };
}
