import type { Omosix } from '../omosix.ts';
import { programFile } from '../programs.ts';
import { type Summary, summary } from '../statistics.ts';
import { cells, type Row } from '../table.ts';

export interface Place {
  omosix: Omosix;
  root: string;
  dist: string;
  channelServer: string;
  floorScript: string;
  /** For files, and programs without their types. */
  directory: string;
}

/** On another local node than its home, and it stays there. */
export const AWAY_NODE = 2;
export const AWAY = ['--nodes', '2', '-j', String(AWAY_NODE), '--lock'];

/** What a program away from home prints: numbers. */
export async function away(
  { omosix, root }: Place,
  program: string,
  args: (string | number)[],
): Promise<number[]> {
  const finished = await omosix.run([...AWAY, programFile(root, program), ...args.map(String)]);
  const { code, stdout, stderr } = finished;
  if (code !== 0) throw new Error(`${program}: exit ${code}: ${stderr}`);
  return stdout.trim().split(' ').map(Number);
}

export const ratio = (ours: number[], theirs: number[]): Summary =>
  summary(ours.map((value, i) => value / theirs[i]!));

export const atMost = (what: string, value: Summary, goal: number): Row => ({
  what,
  ...cells(value, 2),
  goal: `≤ ${goal}`,
  isMet: value.median <= goal,
});

export const atLeast = (what: string, value: Summary, digits: number, goal: number, unit = ''): Row => ({
  what,
  ...cells(value, digits, unit),
  goal: `≥ ${goal}${unit}`,
  isMet: value.median >= goal,
});

/** For what follows from it. */
export const told = (what: string, value: Summary, digits: number, unit = ''): Row => ({
  what,
  ...cells(value, digits, unit),
  goal: '',
  isMet: null,
});
