import type { SavedFrame } from '../abi.ts';

/** Everything from which a task's heap is reached. */
export interface Roots {
  /** Innermost first. */
  frames: SavedFrame[];
  /** From `link.get()`. */
  module: unknown[];
  /** State of the event loop and the shims, as they like. */
  runtime: unknown;
}
