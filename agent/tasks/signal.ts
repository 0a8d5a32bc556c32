import { setPriority } from 'node:os';
import { OmosixError } from '../../protocol/errors.ts';
import type { Sendable } from '../../protocol/signals.ts';
import { isSameProcess, type ProcessName } from '../detached/process-name.ts';

/**
 * A signal for a task's deputy, and for no process that has its pid by now.
 * @throws OmosixError ENOTASK where that has ended, EREFUSED
 */
export function send(deputy: ProcessName, signal: Sendable, task: string): void {
  toIt(
    deputy,
    task,
    (pid) => process.kill(pid, signal === 'EXIT' ? 0 : signal),
    (pid) => `${signal} cannot be sent to process ${pid}`,
  );
}

/** As `renice` would: the task follows within a beat, wherever it executes. @throws OmosixError ENOTASK, EREFUSED */
export function renice(deputy: ProcessName, nice: number, task: string): void {
  toIt(
    deputy,
    task,
    (pid) => setPriority(pid, nice),
    (pid) => `process ${pid} cannot be made ${nice} nice`,
  );
}

function toIt(
  deputy: ProcessName,
  task: string,
  act: (pid: number) => void,
  refused: (pid: number) => string,
): void {
  const { pid } = deputy;
  // These would be the agent's own group, the whole system, its first process.
  if (pid <= 1) throw new OmosixError('ENOTASK', `task ${task} has no process of its own`);
  if (!isSameProcess(deputy)) throw new OmosixError('ENOTASK', `task ${task} has just ended`);
  try {
    act(pid);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || message.includes('ESRCH'))
      throw new OmosixError('ENOTASK', `task ${task} has just ended`);
    throw new OmosixError('EREFUSED', `${refused(pid)}: ${message}`);
  }
}
