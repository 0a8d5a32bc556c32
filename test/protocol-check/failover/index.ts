/** A task that outlives its home: who is its deputy, what its standbys have, and what can be seen of it. */
import type { Protocol } from '../protocol.ts';
import { actionsOf } from './actions.ts';
import { textOf } from './alike.ts';
import { checkLoss, checkWorld, INVARIANTS, isSettled } from './invariants.ts';
import { firstWorld, type Size, type World } from './world.ts';

export const failover = (size: Size): Protocol<World> => ({
  first: () => firstWorld(size),
  actions: (world) => actionsOf(world, size),
  check: (world) => {
    checkWorld(world);
    checkLoss(world, size);
  },
  isSettled: (world) => isSettled(world, size),
  textOf: size.isWhole ? JSON.stringify : (world) => textOf(world, size.without),
  invariants: INVARIANTS,
});
