import { parseArgs } from 'node:util';
import { type FaultName, faults } from './faults/all.ts';

export const USAGE = `usage: npm run chaos -- [--minutes M] [--seed S] [--only FAULT]… [--tasks N] [--list]

Five machines in network namespaces run programs whose output is known, while what is drawn from the seed goes wrong.
  --minutes M   for so long (5); then all is mended, and the programs run to their end
  --seed S      the same faults at the same times as in another run
  --only FAULT  only this one (may be given again)
  --tasks N     so many programs at a time (6)
  --list        the faults, and which cannot be made here`;

export interface Options {
  minutes: number;
  seed: number;
  tasks: number;
  only: readonly FaultName[];
  isListing: boolean;
}

/** @throws Error in words where something of it makes no sense */
export function parseOptions(args: string[], seed: number): Options {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string', default: String(seed) },
      tasks: { type: 'string', default: '6' },
      only: { type: 'string', multiple: true, default: [] },
      list: { type: 'boolean', default: false },
    },
  });
  const unknown = values.only.find((name) => !Object.hasOwn(faults, name));
  if (unknown !== undefined)
    throw new Error(`no fault is named '${unknown}'; there are ${Object.keys(faults).join(', ')}`);
  return {
    minutes: numberOf('--minutes', values.minutes, 0.05, 10_000),
    seed: numberOf('--seed', values.seed, 0, 2 ** 32 - 1),
    tasks: numberOf('--tasks', values.tasks, 1, 1000),
    only: values.only as FaultName[],
    isListing: values.list,
  };
}

function numberOf(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!(value >= least && value <= most))
    throw new Error(`${option} takes a number from ${least} to ${most}, not '${text}'`);
  return value;
}
