import fs from 'node:fs';
import type { AheadCall } from '../../../protocol/ahead.ts';
import { addContents, answersTo, isPlain, noAnswers } from '../ahead.ts';
import { PROC_SUPER_MAGIC } from './open.ts';
import type { Roots } from './roots.ts';
import { at, O_PATH, walk, within } from './walk.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
const EXACT = { bigint: true } as const;

/**
 * Answers to calls on entries of one directory: the way there is walked once. Each entry is reached as by a walk, by its one name, and
 * looked at and opened by its descriptor. Links, other file systems and what is under other rules than its directory are not answered.
 */
export function exportAnswersAhead(
  roots: Roots,
  path: string,
  names: readonly string[],
  calls: readonly AheadCall[],
): Uint8Array {
  return walk(roots, path, 'followed', ({ fd: directory, path: real }) => {
    const { dev } = fs.fstatSync(directory!, EXACT);
    if (!roots.isEven(real) || fs.statfsSync(at(directory!)).type === PROC_SUPER_MAGIC)
      return noAnswers(names, calls);
    return answersTo(names, calls, (answers, name) => {
      // The system would follow others.
      if (name.includes('/') || name === '.' || name === '..') return;
      const entry = fs.openSync(within({ directory: directory!, name }), O_PATH | O_NOFOLLOW);
      try {
        for (const call of calls) {
          const stat = fs.fstatSync(entry, EXACT);
          const isFollowed = call !== 'fs.lstat' && stat.isSymbolicLink();
          if (stat.dev !== dev || isFollowed || (call === 'fs.readFile' && !isPlain(stat))) return;
          if (call !== 'fs.readFile') answers.stat(stat);
          else {
            const file = fs.openSync(at(entry), O_RDONLY | O_NONBLOCK);
            try {
              addContents(answers, file, () => true);
            } finally {
              fs.closeSync(file);
            }
          }
        }
      } finally {
        fs.closeSync(entry);
      }
    });
  });
}
