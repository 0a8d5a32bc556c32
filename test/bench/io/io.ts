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

/** What a program pays for its home being elsewhere: calls, files, output, messages and connections of one that runs on another local node. */
export async function io(place: Place, sizes: IoSizes, repeats: number): Promise<Row[]> {
  return [
    ...(await calls(place, repeats)),
    ...(await sequential(place, sizes.mb, repeats)),
    ...(await scan(place, sizes.files, repeats)),
    ...(await lines(place, sizes.lines, repeats)),
    ...(await messages(place, repeats)),
    ...(await answers(place, repeats)),
  ];
}
