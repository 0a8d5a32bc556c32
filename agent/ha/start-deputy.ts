import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { KeptTask } from '../detached/kept-task.ts';
import { Shelf } from '../detached/shelf.ts';
import { systemClock } from '../system-clock.ts';

/** As long as it has not said that its task runs, or ended. */
const PATIENCE_MS = 60_000;

/** Starts omrun as the next deputy of a task; resolves when that runs, or when it has ended. @throws Error in one line */
export function startDeputy(omrun: string, state: string, ha: string): Promise<void> {
  const shelf = new Shelf(state);
  shelf.tidy();
  return new Promise((resolve, reject) => {
    const kept: KeptTask = KeptTask.make(`${shelf.directory}/taking-${ha}`);
    const files = (['stdout', 'stderr'] as const).map((stream) => openSync(kept.path(stream), 'w', 0o600));
    const child = spawn(process.execPath, [omrun, '--take-over', ha, '--kept', kept.directory], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', ...files, 'ipc'],
    });
    for (const file of files) closeSync(file);
    const cancel = systemClock.after(PATIENCE_MS, () => child.kill('SIGKILL'));
    let failure: string | null = null;
    const over = (): void => {
      cancel();
      child.unref();
      if (child.connected) child.disconnect();
      if (failure === null) resolve();
      else reject(new Error(failure));
    };
    child.once('message', (message: { failed?: string }) => {
      if (message.failed !== undefined) failure = message.failed;
      over();
    });
    child.once('error', (error) => {
      failure = error.message;
      over();
    });
    child.once('exit', () => {
      if (kept.read() === null) kept.remove();
      over();
    });
  });
}
