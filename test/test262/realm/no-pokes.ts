import type { Helper } from '../../../migrator/host/poke.ts';

/** In the place of migrator/host/poke.ts: captures are asked for before the task goes on, so nobody has to be interrupted. */
export function startHelper(): Helper {
  return { pokes: new Int32Array(1), write() {} };
}

export function disarm(): void {}
