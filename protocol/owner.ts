import * as z from 'zod/mini';
import { MAX_QUIET_HOURS, MAX_TASKS } from './limits.ts';

/** Minutes of a day and of a week, which begins with Sunday, as JavaScript's and cron's does. */
export const DAY_MIN = 24 * 60;
export const WEEK_MIN = 7 * DAY_MIN;

/** Some hours of some days (0 is Sunday), local time; where they end before they begin they end on the day after. */
export const quietHours = z.object({
  days: z.array(z.int().check(z.gte(0), z.lte(6))).check(z.minLength(1), z.maxLength(7)),
  fromMin: z.int().check(z.gte(0), z.lt(DAY_MIN)),
  toMin: z.int().check(z.gt(0), z.lte(DAY_MIN)),
});
export type QuietHours = z.infer<typeof quietHours>;

/** When a node is its owner's alone; what is not there does not count. */
export const ownerRules = z.object({
  hours: z.optional(z.array(quietHours).check(z.minLength(1), z.maxLength(MAX_QUIET_HOURS))),
  /** CPUs that processes of this machine use, guests not counted. */
  load: z.optional(z.number().check(z.gt(0), z.lte(10_000))),
  /** For so long after input at a terminal or console. */
  inputMs: z.optional(z.int().check(z.gte(1_000), z.lte(7 * 86_400_000))),
});
export type OwnerRules = z.infer<typeof ownerRules>;

/** What the owner lets guests have; what is not there is not limited. */
export const guestLimits = z.object({
  /** At a time. */
  guests: z.optional(z.int().check(z.gte(0), z.lte(MAX_TASKS))),
  /** All of them together. */
  memoryBytes: z.optional(z.int().check(z.gte(0))),
  /** How much nicer they are than at home; absent: as by default. */
  nice: z.optional(z.int().check(z.gte(0), z.lte(19))),
});
export type GuestLimits = z.infer<typeof guestLimits>;

/** What of its limits a node has left. */
export const guestRoom = z.object({
  guests: z.optional(z.int().check(z.gte(0))),
  bytes: z.optional(z.number().check(z.gte(0))),
});
export type GuestRoom = z.infer<typeof guestRoom>;

/** By what its owner is known to need it. */
export const ownerSign = z.enum(['hours', 'load', 'input']);
export type OwnerSign = z.infer<typeof ownerSign>;

const SIGN_WORDS: Record<OwnerSign, string> = {
  hours: 'quiet hours',
  load: 'its own processes are busy',
  input: 'input at its console',
};
export const ownerWords = (sign: OwnerSign): string => `its owner needs it: ${SIGN_WORDS[sign]}`;
