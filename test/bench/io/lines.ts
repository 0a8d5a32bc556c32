import { join } from 'node:path';
import { stripTypes } from '../../support/plain.ts';
import { runScript } from '../process.ts';
import { programFile } from '../programs.ts';
import type { Row } from '../table.ts';
import { AWAY, atMost, type Place, ratio } from './place.ts';

const GOAL = 1.5;

/** console.log into a pipe, against plain node. */
export async function lines(place: Place, count: number, repeats: number): Promise<Row[]> {
  const program = programFile(place.root, 'lines');
  const plain = await stripTypes(program, join(place.directory, 'plain'));
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let i = 0; i < repeats; i++) {
    const bare = await runScript({ args: [plain, String(count)], cwd: place.directory });
    const moved = await place.omosix.run([...AWAY, program, String(count)]);
    if (bare.stdout !== moved.stdout) throw new Error('lines: other output than under node');
    theirs.push(Number(bare.stderr));
    ours.push(Number(moved.stderr));
  }
  return [atMost(`${count} lines into a pipe : plain node`, ratio(ours, theirs), GOAL)];
}
