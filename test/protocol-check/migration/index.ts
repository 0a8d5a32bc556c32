/** One task, and the machines that move it: agent/migration/machine, as they are. */
import { newHome } from '../../../agent/migration/machine/home-state.ts';
import type { Protocol } from '../protocol.ts';
import { actionsOf } from './actions.ts';
import { carryOutHome } from './carry.ts';
import { checkWorld, INVARIANTS, isSettled } from './invariants.ts';
import { emptyWorld, HOME, type Size, TASK, textOf, type World } from './world.ts';

export function firstWorld(size: Size): World {
  const world = emptyWorld(size);
  const [state, effects] = newHome({
    task: TASK,
    self: HOME,
    nodes: size.at === HOME ? [] : [size.at],
    lostAfterMs: 1,
  });
  world.home = state;
  carryOutHome(world, effects, HOME);
  return world;
}

export const migration = (size: Size): Protocol<World> => ({
  first: () => firstWorld(size),
  actions: (world) => actionsOf(world, size),
  check: checkWorld,
  isSettled,
  textOf,
  invariants: INVARIANTS,
});
