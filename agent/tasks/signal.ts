import { OmosixError } from '../../protocol/errors.ts';
import type { Sendable } from '../../protocol/signals.ts';
import { isSameProcess, type ProcessName } from '../detached/process-name.ts';

/**
 * A signal for a task's deputy, and for no process that has its pid by now.
 * @throws OmosixError ENOTASK where that has ended, EREFUSED
 */
export function send(deputy: ProcessName, signal: Sendable, task: string): void {
  const { pid } = deputy;
  // These would be the agent's own group, the whole system, its first process.
  if (pid <= 1) throw new OmosixError('ENOTASK', `task ${task} has no process of its own`);
  if (!isSameProcess(deputy)) throw new OmosixError('ENOTASK', `task ${task} has just ended`);
  try {
    process.kill(pid, signal === 'EXIT' ? 0 : signal);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') throw new OmosixError('ENOTASK', `task ${task} has just ended`);
    throw new OmosixError('EREFUSED', `${signal} cannot be sent to process ${pid}: ${message}`);
  }
}
