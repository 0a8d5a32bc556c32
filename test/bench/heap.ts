import { execFileSync } from 'node:child_process';
import { summary } from './statistics.ts';
import { cells, type Row } from './table.ts';

const OBJECTS = 1_000_000;
const HEAPS = ['points', 'particles', 'records', 'list', 'tree', 'map'];
const GOAL_MS = 600;

interface Measured {
  captureMs: number[];
  restoreMs: number[];
  bytes: number;
  /** 0 where node:v8 cannot write it. */
  serializedBytes: number;
}

/** A million objects of several sorts, each in a process of its own: CPU time of capture and restore, and the size beside that of node:v8. */
export function heap(process_: string, rounds: number): Row[] {
  return HEAPS.flatMap((name) => {
    const text = execFileSync(
      process.execPath,
      ['--expose-internals', '--no-warnings', process_, name, String(OBJECTS), String(rounds)],
      { encoding: 'utf8' },
    );
    const { captureMs, restoreMs, bytes, serializedBytes } = JSON.parse(text) as Measured;
    const time = (what: string, values: number[]): Row => {
      const taken = summary(values);
      return {
        what: `${name}, ${what}`,
        ...cells(taken, 0, ' ms'),
        goal: `≤ ${GOAL_MS} ms`,
        isMet: taken.median <= GOAL_MS,
      };
    };
    const ratio = bytes / serializedBytes;
    const size: Row = {
      what: `${name}, bytes`,
      measured: `${(bytes / 1e6).toFixed(1)} MB`,
      spread: serializedBytes === 0 ? '' : `${ratio.toFixed(2)} × v8`,
      goal: '≤ 1 × v8',
      isMet: serializedBytes === 0 ? null : ratio <= 1,
    };
    return [time('capture', captureMs), time('restore', restoreMs), size];
  });
}
