import { constants } from 'node:os';

/** The name of a signal; undefined where this system has none of that number. */
export const signalOf = (number: number): NodeJS.Signals | undefined =>
  Object.entries(constants.signals).find(([, each]) => each === number)?.[0] as NodeJS.Signals | undefined;
