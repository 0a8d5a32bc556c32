/** A task that is frozen, and what its deputy goes on from: of agent/tasks/freezing.ts and agent/deputy/recovery what they decide. */
import { homeEvent } from './carry.ts';
import type { Progress, World } from './world.ts';

/** A node that is to begin anew, or is not after all, has said so to home. */
export function commanded(world: World, by: number, command: 'freeze' | 'thaw'): void {
  const { home } = world;
  if (home === null) return;
  if (command === 'thaw') {
    world.wanted = world.wanted.filter((node) => node !== by);
    if (world.wanted.length === 0) homeEvent(world, { on: 'thaw', atMs: 0 });
  } else if (home.phase.at === 'frozen') isFrozenFor(world, by);
  else world.freezing ??= { by };
}

function isFrozenFor(world: World, by: number): void {
  if (!world.wanted.includes(by)) world.wanted.push(by);
  homeEvent(world, { on: 'frozen', atMs: 0, withinMs: 1 });
}

/** Its agent hears of it, and then its machine. */
export function tellFrozen(world: World): void {
  world.deputy.tells = false;
  const by = world.freezing?.by ?? null;
  world.freezing = null;
  if (world.home !== null && by !== null) isFrozenFor(world, by);
}

/** From what the task can go on: held, from its state; else from its last one, if it is one with a log. */
export const stateToGoOnFrom = ({ deputy }: World): Progress => deputy.frozen ?? deputy.base;

/** The deputy has it done again, or has it go on where it was frozen. */
export function again(world: World, nodes: readonly number[]): void {
  const { deputy } = world;
  deputy.from = stateToGoOnFrom(world);
  if (deputy.frozen === null) deputy.isLogged = true;
  Object.assign(deputy, { isTold: false, goesOn: false });
  homeEvent(world, { on: 'again', atMs: 0, nodes });
}
