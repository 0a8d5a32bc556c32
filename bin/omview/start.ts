import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '../../tui/omview/run/update.ts';
import { onThisMachine } from '../over-ssh.ts';

/** A program that needs longer to compile and start than this is still starting; omrun goes on. */
const LIMIT_MS = 120_000;

/** `omrun -d …` in this directory: with which ID it runs, or its own words why it does not. */
export function startInBackground(argv: string[]): Promise<Extract<RunEvent, { on: 'started' }>> {
  return new Promise((resolve) => {
    const refused = (text: string): void => resolve({ on: 'started', text, isGood: false });
    try {
      onThisMachine('what is run');
    } catch (error) {
      return refused((error as Error).message);
    }
    const omrun = fileURLToPath(new URL('omrun.js', import.meta.url));
    execFile(process.execPath, [omrun, ...argv], { timeout: LIMIT_MS }, (error, stdout, stderr) => {
      if (error) refused(stderr.trim().split('\n')[0] || error.message);
      else
        resolve({
          on: 'started',
          text: `task ${stdout.trim()} runs in the background: omrun --attach ${stdout.trim()}`,
          isGood: true,
        });
    });
  });
}
