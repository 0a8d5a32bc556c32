/** How long each side waits for another before it takes the safe way. All in ms. */

/** Source: for `ready`. The program may have to be shipped and compiled; the task executes meanwhile. */
export const PREPARE_BOUND_MS = 20_000;

/** Source: for the safe point. The task executes meanwhile, and the target keeps a host warm for it. */
export const HOLD_BOUND_MS = 10_000;

/** Source: for `restored`, while the task is frozen: a floor and the slowest bearable network. */
const RESTORE_FLOOR_MS = 30_000;
const SLOWEST_BYTES_PER_MS = 10_000;
export const restoreBoundMs = (stateBytes: number): number =>
  RESTORE_FLOOR_MS + Math.ceil(stateBytes / SLOWEST_BYTES_PER_MS);

/** Target: from a step of the source to the next; longer than any wait of the source, so that the source gives up first. */
export const TARGET_BOUND_MS = 60_000;

/** Home: for `activated`. The source is frozen meanwhile and goes on if the target does not. */
export const ACTIVATE_BOUND_MS = 10_000;

/** Home: for the `running` of a start on another node. */
export const START_BOUND_MS = 20_000;

/** Home: for the `gone` that tells the CPU time of an ended task. Omrun's exit waits for it. */
export const GONE_BOUND_MS = 500;
