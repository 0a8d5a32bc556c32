import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomFrom } from '../engine/scatter.ts';
import { EXCEPTIONS } from './exceptions.ts';
import { frontmatterOf } from './frontmatter.ts';
import { type Mode, type Run, type Variant, variantsOf } from './test-case.ts';

export interface Selection {
  suite: string;
  directories: readonly string[];
  /** Part of the path. */
  only: string | null;
  /** So many files at random; null: all. */
  sample: number | null;
  seed: number;
  modes: readonly Mode[];
  variants: readonly Variant[];
}

export interface Selected {
  files: number;
  runs: Run[];
  /** Files that are not run, by category. */
  excepted: Map<string, string[]>;
}

/**
 * Where a file has two variants, chance gives each of them one of the modes: a full run then costs no more than one of one
 * variant, and another seed does it the other way round.
 */
export function select({
  suite,
  directories,
  only,
  sample,
  seed,
  modes,
  variants: wanted,
}: Selection): Selected {
  const random = randomFrom(seed);
  let paths = directories.flatMap((directory) => testsBelow(suite, directory));
  if (only !== null) paths = paths.filter((path) => path.includes(only));
  if (sample !== null) paths = shuffled(paths, random).slice(0, sample);
  const runs: Run[] = [];
  const excepted = new Map<string, string[]>();
  for (const path of paths) {
    const source = readFileSync(join(suite, 'test', path), 'utf8');
    const front = frontmatterOf(source);
    const exception = EXCEPTIONS.find((each) => each.covers(path, source, front));
    if (exception) {
      excepted.set(exception.category, [...(excepted.get(exception.category) ?? []), path]);
      continue;
    }
    const variants = variantsOf(front).filter((each) => wanted.includes(each));
    if (variants.length === 0) continue;
    const swap = random() < 0.5 ? 1 : 0;
    // What is refused cannot be captured.
    const isEarly = front.negative !== null && front.negative.phase !== 'runtime';
    (isEarly ? (['unmoved'] as const) : modes).forEach((mode, i) => {
      runs.push({ path, variant: variants[(i + swap) % variants.length]!, mode });
    });
  }
  // In no order: a run that is cut off has seen a bit of everything.
  return { files: paths.length, runs: shuffled(runs, random), excepted };
}

function testsBelow(suite: string, directory: string): string[] {
  return readdirSync(join(suite, 'test', directory), { withFileTypes: true }).flatMap((entry) => {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory()) return testsBelow(suite, path);
    return entry.name.endsWith('.js') && !entry.name.includes('_FIXTURE') ? [path] : [];
  });
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}
