import { writeFileSync } from 'node:fs';
import { fakeTimeIsMissing } from '../faked-clock.ts';
import type { Fault } from './fault.ts';

/** The wall clock of agent and deputies is set forward or back, as by hand or by a daemon that finds it wrong. */
export const clockJump: Fault = {
  missing: fakeTimeIsMissing,
  inject: ({ node, random }) => {
    const seconds = random.pick([-3600, -60, -2, 2, 60, 3600, 86_400]);
    writeFileSync(node.clockFile, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    return { what: `its clock jumps by ${seconds} s`, heal: () => writeFileSync(node.clockFile, '+0\n') };
  },
};
