import type { Example } from './extract.ts';

export interface Choice {
  /** Pages by their names without endings; none is all. */
  pages: string[];
  /** Names, or pages, with commas between them. */
  only: string | null;
  sample: number | null;
  seed: number;
}

/** Ends or rights of the whole process are at stake, or it never ends. */
const NOT_HERE = /while \(true\)|process\.abort|\babort\(\);\s*$/;

/** Random as `seed` says, so that a sample can be taken again. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  let word = seed | 0;
  const keyed = list.map((each) => {
    word = (Math.imul(word, 1664525) + 1013904223) | 0;
    return { each, key: word };
  });
  return keyed.sort((a, b) => a.key - b.key).map(({ each }) => each);
}

export function choose(all: readonly Example[], { pages, only, sample, seed }: Choice): Example[] {
  if (only !== null) {
    const names = only.split(',');
    return all.filter(({ name }) => names.some((each) => name === each || `${name}:`.includes(`${each}:`)));
  }
  // `fs` is both of its pages, `fs/promises` is one.
  const isWanted = (page: string): boolean =>
    pages.length === 0 ||
    pages.includes(page.replace(/\..*$/, '')) ||
    page.split('/').some((part) => pages.includes(part.replace(/\..*$/, '')));
  const seen = new Set<string>();
  const chosen = all.filter(({ page, code }) => {
    if (!isWanted(page) || NOT_HERE.test(code) || seen.has(code)) return false;
    seen.add(code);
    return true;
  });
  return sample === null ? chosen : shuffled(chosen, seed).slice(0, sample);
}
