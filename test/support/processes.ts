/** Real processes as /proc shows them: who is whose child, who still lives, what one has read. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Process {
  pid: number;
  command: string;
}

/** All that `pid` started, and that they started. */
export const descendants = (pid: number): Process[] => descendantsOf([pid]);

/** All that these started, and that they started. */
export function descendantsOf(pids: readonly number[]): Process[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : null;
    if (parent !== null) parents.set(Number(name), parent);
  }
  const below = (parent: number): number[] =>
    [...parents].filter(([, of]) => of === parent).flatMap(([one]) => [one, ...below(one)]);
  return [...new Set(pids.flatMap(below))].map((one) => ({ pid: one, command: commandOf(one) }));
}

/** A host itself, not what has put it behind walls and has its command line, too. */
export const isHost = ({ command }: Process): boolean =>
  command.startsWith(process.execPath) && command.includes('--expose-internals');

/** All processes in the same namespace of this kind as `pid`, that one included. */
export function sharing(kind: 'net' | 'pid', pid: number): Process[] {
  const namespace = (one: number): string | null => {
    try {
      return readlinkSync(`/proc/${one}/ns/${kind}`);
    } catch {
      return null;
    }
  };
  const wanted = namespace(pid);
  return readdirSync('/proc')
    .map(Number)
    .filter((one) => one > 0 && isAlive(one) && wanted !== null && namespace(one) === wanted)
    .map((one) => ({ pid: one, command: commandOf(one) }));
}

function parentOf(pid: number): number | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? null : Number(parent);
}

function commandOf(pid: number): string {
  return (read(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

export function isAlive(pid: number): boolean {
  return parentOf(pid) !== null;
}

/** With SIGKILL. @returns whether it was there: it may have ended in that moment */
export function killed(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Waits until none of them lives; the test's time limit is the limit. */
export async function gone(processes: Process[]): Promise<void> {
  while (processes.some(({ pid }) => isAlive(pid))) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Bytes that a process has read so far, from files, pipes and sockets; 0 once it is gone. */
export function bytesRead(pid: number): number {
  return Number(/^rchar: (\d+)/m.exec(read(`/proc/${pid}/io`) ?? '')?.[1] ?? 0);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
