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
  /** As JSON, a world that goes on as this one does. Of those that do it may be always the same: then they are walked once. It does not change the world. */
  textOf(world: World): string;
  /** What must hold, in words. */
  readonly invariants: readonly string[];
}
