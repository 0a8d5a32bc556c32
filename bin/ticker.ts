import { systemClock } from '../agent/system-clock.ts';

/** Has `tick` happen after so long, however often it is asked for meanwhile. */
export function ticker(ms: number, tick: () => void): () => void {
  let isUnderWay = false;
  return () => {
    if (isUnderWay) return;
    isUnderWay = true;
    systemClock.after(ms, () => {
      isUnderWay = false;
      tick();
    });
  };
}
