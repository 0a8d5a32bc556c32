import { spawn } from 'node:child_process';
import { OmosixError } from '../protocol/errors.ts';

/**
 * Starts `omd` again in the background, in a session of its own; `secrets`: of its environment, what this one has no more. @returns what it says when it listens
 * @throws OmosixError EREFUSED with its complaint where it does not come up
 */
export function daemonize(
  script: string,
  args: string[],
  secrets: Record<string, string> = {},
): Promise<string> {
  const child = spawn(process.execPath, [script, '--detached', ...args], {
    cwd: '/',
    env: { ...process.env, ...secrets },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complaint = '';
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (!said.includes('\n')) return;
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      resolve(said.slice(0, said.indexOf('\n')));
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    child.once('error', reject);
    child.once('exit', () => {
      reject(
        new OmosixError(
          'EREFUSED',
          complaint.trim().replace(/^omd: /, '') || 'it ended at once, without a word',
        ),
      );
    });
  });
}
