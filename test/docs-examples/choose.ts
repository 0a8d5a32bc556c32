import type { Example } from './extract.ts';

export interface Choice {
  /** Pages by their names without endings. */
  pages: string[];
  only: string | null;
  sample: number | null;
  seed: number;
}

/** Of a browser, a test runner, a debugger… or of what asks the network: none of it can be compared. */
const NOT_HERE =
  /nodejs\.org|example\.(?:com|org)|iana\.org|google|vm\.|inspector|node:test|127\.0\.0\.1:\d+|while \(true\)|setuid|setgid|process\.abort/;

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
  if (only !== null) return all.filter(({ name }) => name.includes(only));
  const isWanted = (page: string): boolean =>
    page.split('/').some((part) => pages.includes(part.replace(/\..*$/, '')));
  const seen = new Set<string>();
  const chosen = all.filter(({ page, code }) => {
    if (!isWanted(page) || NOT_HERE.test(code) || seen.has(code)) return false;
    seen.add(code);
    return true;
  });
  return sample === null ? chosen : shuffled(chosen, seed).slice(0, sample);
}
