import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { OrderedBy } from '../../protocol/audit.ts';

/** A process of this machine that says that this is its pid: whose it is, and which program. Its arguments are nobody's business. */
export function processNamed(pid: number | null): OrderedBy {
  if (pid === null) return { uid: process.getuid?.() ?? null, pid: null, program: null };
  try {
    const [, script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      .split('\0')
      .filter((word) => !word.startsWith('-'));
    const program =
      basename(script).replace(/\.[cm]?js$/, '') || readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    return { uid: statSync(`/proc/${pid}`).uid, pid, program };
  } catch {
    // It is gone already, or this is no Linux.
    return { uid: process.getuid?.() ?? null, pid, program: null };
  }
}

/** This very process. */
export const ownProcess = (): OrderedBy => processNamed(process.pid);
