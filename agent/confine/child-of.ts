import { readFileSync } from 'node:fs';

/** The process that this one has started, and that stands for it; null as long as there is none, undefined where the kernel does not tell. */
export function childOf(pid: number): number | null | undefined {
  try {
    const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ');
    return first ? Number(first) : null;
  } catch {
    return undefined;
  }
}

/** The child of its child. */
export function grandchildOf(pid: number): number | null {
  const child = childOf(pid);
  return child ? (childOf(child) ?? null) : null;
}
