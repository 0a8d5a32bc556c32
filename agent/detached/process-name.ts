import { readFileSync } from 'node:fs';

/** A process for good: a pid is given again, but not with the same time of start. */
export interface ProcessName {
  pid: number;
  /** In the system's ticks since it was booted; null where there is no /proc. */
  startTicks: string | null;
}

export const processName = (pid: number): ProcessName => ({ pid, startTicks: stat(pid)?.startTicks ?? null });

export function isSameProcess({ pid, startTicks }: ProcessName): boolean {
  if (startTicks === null) return exists(pid);
  const now = stat(pid);
  // A zombie does nothing any more; in a container nobody may ever clear it away.
  return now !== null && now.startTicks === startTicks && !'ZX'.includes(now.state);
}

/** Fields 3 and 22, counted from the last bracket: the command name before may hold anything. */
function stat(pid: number): { state: string; startTicks: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] as string, startTicks: fields[19] as string };
  } catch {
    return null;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
