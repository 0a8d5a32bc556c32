import type * as real from '../../../migrator/host/poke.ts';

/** In the place of migrator/host/poke.ts: captures are asked for before the task goes on, so nobody has to be interrupted. */
export const startHelper: typeof real.startHelper = () => ({
  pokes: new Int32Array(1),
  write: () => {},
  alarm: () => {},
  openHall: () => {},
});

export const disarm: typeof real.disarm = () => {};
