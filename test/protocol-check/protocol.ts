/** What is walked through: a small world as plain data, all that can happen next in it, and what must hold. */

export class Broken extends Error {}

/** Changes the world that it is given. */
export interface Action<World> {
  name: string;
  /** It goes wrong, or somebody wants something: not needed for anything to come to its end. */
  isOptional?: true;
  act(world: World): void;
}

export interface Protocol<World> {
  first(): World;
  actions(world: World): Action<World>[];
  /** @throws Broken */
  check(world: World): void;
  /** It has come to its end: nothing needs to happen any more. */
  isSettled(world: World): boolean;
  /** Two worlds with the same text are the same. */
  textOf(world: World): string;
  /** What must hold, in words. */
  readonly invariants: readonly string[];
}
