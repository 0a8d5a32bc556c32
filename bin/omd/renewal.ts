import { execFile } from 'node:child_process';
import * as z from 'zod/mini';
import { PROGRAM_VERSION, PROTOCOL_VERSION, SNAPSHOT_VERSION } from '../../protocol/version.ts';

/** What `omd --speaks` prints: whether one version can go on where another has stopped. */
const spoken = z.object({ protocol: z.int(), snapshot: z.int(), program: z.int() });
const OURS: z.infer<typeof spoken> = {
  protocol: PROTOCOL_VERSION,
  snapshot: SNAPSHOT_VERSION,
  program: PROGRAM_VERSION,
};

export const speaks = (): string => JSON.stringify(OURS);

/** It loads all of itself and prints a line. */
const SPEAK_MS = 30_000;

/**
 * Why the agent that is on disk now cannot take the place of this one, in words; null where it can. `hasTasks`: their deputies are of this
 * version, and so are their states.
 */
export function renewalRefusal(script: string, hasTasks: boolean): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [script, '--speaks'],
      { timeout: SPEAK_MS, cwd: '/' },
      (error, stdout, stderr) => {
        if (error)
          return resolve(
            `what would begin does not start: ${complaintIn(stderr) ?? error.message.split('\n')[0]}`,
          );
        const said = spoken.safeParse(parsed(stdout));
        if (!said.success)
          return resolve(
            `what would begin is no omd that begins anew: it says '${stdout.trim().slice(0, 100)}'`,
          );
        resolve(hasTasks ? mismatch(said.data) : null);
      },
    );
  });
}

function mismatch(theirs: z.infer<typeof spoken>): string | null {
  const names = ['protocol', 'snapshot', 'program'] as const;
  const other = names.find((name) => theirs[name] !== OURS[name]);
  return other === undefined
    ? null
    : `its own tasks would end: their omrun has ${other} version ${OURS[other]}, and the omd that would begin ${theirs[other]}`;
}

/** Node prints an error, its stack and its own version. */
const complaintIn = (stderr: string): string | undefined => {
  const lines = stderr.trim().split('\n');
  return (lines.find((line) => /^(?:omd: |\w*Error\b)/.test(line)) ?? lines[0]) || undefined;
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
