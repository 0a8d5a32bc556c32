import { writeFileSync } from 'node:fs';
import type { HostWorld, Outcome } from '../../host/support/world.ts';
import { difference, type Schedule, tortured } from '../tortured.ts';

const PLAIN_MS = 20_000;
const MOVED_MS = 300_000;

export interface Checked {
  /** Names of programs (first word of a line) that print something else, or `''` for the run as a whole. */
  different: string[];
  /** What is different, in words. */
  words: string[];
  moves: number;
  /** Nothing is known then. */
  timedOut?: boolean;
}

/** The text under plain node and under the engine. Undefined if it is no program at all. */
export async function check(world: HostWorld, text: string, when: Schedule): Promise<Checked | undefined> {
  const file = world.file(`random-${process.pid}-${++files}.mjs`);
  writeFileSync(file, text);
  const plain = plainly(world, file);
  if (plain?.code !== 0) return undefined;
  let ours: Awaited<ReturnType<typeof tortured>>;
  try {
    ours = await tortured(world, file, when, MOVED_MS);
  } catch (error) {
    return { different: [''], words: [`the compiler: ${(error as Error).stack}`], moves: 0 };
  }
  const words = difference(plain, ours);
  if (ours.timedOut) return { different: [], words, moves: ours.moved, timedOut: true };
  if (words.length === 0) return { different: [], words, moves: ours.moved };
  const got = new Map(ours.stdout.split('\n').map((line) => [nameOf(line), line]));
  const wrong = plain.stdout
    .split('\n')
    .filter((line) => got.get(nameOf(line)) !== line)
    .map(nameOf)
    .filter(Boolean);
  return { different: wrong.length > 0 ? wrong : [''], words, moves: ours.moved };
}

/** Undefined where it cannot even be parsed. */
function plainly(world: HostWorld, file: string): Outcome | undefined {
  try {
    return world.plain(file, { timeoutMs: PLAIN_MS });
  } catch {
    return undefined;
  }
}

let files = 0;

const nameOf = (line: string): string => line.slice(0, line.indexOf(' '));
