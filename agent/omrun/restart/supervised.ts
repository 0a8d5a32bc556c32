import * as z from 'zod/mini';
import { OmosixError } from '../../../protocol/errors.ts';
import { dieBy } from '../../deputy/signals.ts';

/** Carries what follows from a supervising omrun to the one that runs the program; no program sees it. */
const VARIABLE = 'OMOSIX_SUPERVISED';

const supervised = z.object({
  /** There were runs before: the `--stats` file is theirs, too. */
  isAgain: z.boolean(),
  /** Go on from this checkpoint file. */
  restore: z.nullable(z.string()),
});
export type Supervised = z.infer<typeof supervised>;

/** What a run tells its supervisor: that its task has begun, or what omrun has to say about its end, or its loss. */
export const report = z.union([
  z.object({ started: z.string(), command: z.string() }),
  z.object({ failed: z.string(), code: z.nullable(z.string()), isLoss: z.boolean() }),
]);
export type Report = z.infer<typeof report>;

export const envFor = (run: Supervised): NodeJS.ProcessEnv => ({
  ...process.env,
  [VARIABLE]: JSON.stringify(run),
});

/** Takes it out of the environment. Null for an omrun that nobody supervises. */
export function takeSupervised(env: NodeJS.ProcessEnv): Supervised | null {
  const text = env[VARIABLE];
  if (text === undefined) return null;
  delete env[VARIABLE];
  if (!process.send) throw new OmosixError('EUSAGE', `${VARIABLE} is for omrun --restart alone: unset it`);
  // As a deputy that is killed takes its task along, so does its supervisor.
  process.once('disconnect', () => dieBy('SIGKILL'));
  return supervised.parse(JSON.parse(text));
}

/** Resolves when it is out. */
export function tellSupervisor(message: Report): Promise<void> {
  return new Promise((resolve) => {
    process.send!(message, undefined, undefined, () => resolve());
  });
}
