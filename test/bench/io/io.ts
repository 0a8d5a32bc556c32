import type { Row } from '../table.ts';
import { answers } from './answers.ts';
import { calls } from './calls.ts';
import { lines } from './lines.ts';
import { messages } from './messages.ts';
import type { Place } from './place.ts';
import { scan } from './scan.ts';
import { sequential } from './sequential.ts';

export interface IoSizes {
  mb: number;
  files: number;
  lines: number;
}

const ROWS = {
  calls: (place, _sizes, repeats) => calls(place, repeats),
  sequential: (place, { mb }, repeats) => sequential(place, mb, repeats),
  scan: (place, { files }, repeats) => scan(place, files, repeats),
  lines: (place, sizes, repeats) => lines(place, sizes.lines, repeats),
  messages: (place, _sizes, repeats) => messages(place, repeats),
  answers: (place, _sizes, repeats) => answers(place, repeats),
} satisfies Record<string, (place: Place, sizes: IoSizes, repeats: number) => Promise<Row[]>>;

/**
 * What a program pays for its home being elsewhere: calls, files, output, messages and connections of one that runs on another local
 * node. `only`: names of rows; none for all.
 */
export async function io(
  place: Place,
  sizes: IoSizes,
  repeats: number,
  only: readonly string[],
): Promise<Row[]> {
  const unknown = only.find((name) => !(name in ROWS));
  if (unknown !== undefined) throw new Error(`rows are ${Object.keys(ROWS).join(', ')}; not '${unknown}'`);
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(ROWS))
    if (only.length === 0 || only.includes(name)) rows.push(...(await measure(place, sizes, repeats)));
  return rows;
}
