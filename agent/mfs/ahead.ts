import fs from 'node:fs';
import { AheadAnswers, type AheadCall } from '../../protocol/ahead.ts';
import { MAX_AHEAD_FILE_BYTES, MAX_AHEAD_MS } from '../../protocol/limits.ts';
import { readWhole } from '../whole-io.ts';
import { after } from './deadline.ts';

const { O_RDONLY, O_NONBLOCK } = fs.constants;
const EXACT = { bigint: true } as const;

/** Nothing is known of any: each is to be asked for. */
export const noAnswers = (names: readonly string[], calls: readonly AheadCall[]): Uint8Array =>
  new AheadAnswers(names.length, calls.length).whole();

/**
 * Only what has a size and room on a disk: what the system makes up when it is read (below /proc, /sys and the like) may wait, or do
 * something.
 */
export const isPlain = (stat: fs.BigIntStats): boolean =>
  stat.isFile() && stat.size > 0n && stat.blocks > 0n && stat.size <= MAX_AHEAD_FILE_BYTES;

/** All of a plain file into `answers`. Its size is looked at when it is open. */
export function addContents(
  answers: AheadAnswers,
  fd: number,
  isThat: (stat: fs.BigIntStats) => boolean,
): void {
  const stat = fs.fstatSync(fd, EXACT);
  if (!isPlain(stat) || !isThat(stat)) answers.none();
  else answers.file(Number(stat.size), (target) => readWhole(fd, target, 0) === target.length);
}

/** One after the other, as long as there is time and room. `add` answers a call; where it throws the call is to be made, and tells why. */
export function answersTo(
  names: readonly string[],
  calls: readonly AheadCall[],
  add: (answers: AheadAnswers, name: string, calls: readonly AheadCall[]) => void,
): Uint8Array {
  const answers = new AheadAnswers(names.length, calls.length);
  const isLate = after(MAX_AHEAD_MS);
  for (const name of names) {
    try {
      add(answers, name, calls);
    } catch (error) {
      if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    }
    answers.endEntry();
    if (answers.room < MAX_AHEAD_FILE_BYTES || isLate()) break;
  }
  return answers.whole();
}

/** Of this process's own files. `except`: files that are to be asked for, since others write to them. */
export function localAnswersAhead(
  prefix: string,
  names: readonly string[],
  calls: readonly AheadCall[],
  except: (stat: fs.BigIntStats) => boolean = () => false,
): Uint8Array {
  return answersTo(names, calls, (answers, name) => {
    const path = prefix + name;
    for (const call of calls) {
      const stat = call === 'fs.lstat' ? fs.lstatSync(path, EXACT) : fs.statSync(path, EXACT);
      if (except(stat) || (call === 'fs.readFile' && !isPlain(stat))) return;
      if (call !== 'fs.readFile') answers.stat(stat);
      else {
        const fd = fs.openSync(path, O_RDONLY | O_NONBLOCK);
        try {
          addContents(answers, fd, (opened) => !except(opened));
        } finally {
          fs.closeSync(fd);
        }
      }
    }
  });
}
