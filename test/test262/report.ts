import { knownFailure } from './exceptions.ts';
import type { Result } from './result.ts';

/** What makes two failures one: the message without names, numbers and places. */
export function groupOf(failure: string): string {
  const lines = failure.split('\n').map((line) => line.trim());
  const ours = /^(host|compiler|failed|refused|process):/.exec(failure)?.[0] ?? '';
  const line =
    lines.find((each) => /^(Test262:|\w*Error\b)/.test(each)) ?? lines.find((each) => each !== '') ?? '';
  const message = line === 'Test262Error {' ? lines[lines.indexOf(line) + 1]! : line;
  return `${ours}${message}`
    .replace(/«.*?»|'[^']*'|"[^"]*"|`[^`]*`/g, '…')
    .replace(/(?<!Test)\d+/g, '#')
    .slice(0, 110);
}

const directoryOf = (path: string): string => path.split('/').slice(0, 2).join('/');

/** A table by directory, and the failures in groups, the largest first. */
export function report(results: readonly Result[]): string {
  const rows = new Map<
    string,
    { runs: number; plain: number; ours: number; known: number; captured: number; moved: number }
  >();
  for (const each of results) {
    for (const name of [directoryOf(each.path), each.path.split('/')[0]!, 'all']) {
      const row = rows.get(name) ?? { runs: 0, plain: 0, ours: 0, known: 0, captured: 0, moved: 0 };
      rows.set(name, row);
      row.runs++;
      if (!each.counts) continue;
      row.plain++;
      if (each.failure === null) row.ours++;
      else if (knownFailure(each.path, each.failure)) row.known++;
      if (each.mode === 'captured') row.captured++;
      if (each.moves > 0) row.moved++;
    }
  }
  const table = [...rows]
    .sort(([a], [b]) => (a === 'all' ? 1 : b === 'all' ? -1 : a < b ? -1 : 1))
    .map(
      ([name, row]) =>
        `| ${name} | ${row.runs} | ${row.plain} | ${row.ours} | ${row.known} | ${row.plain - row.ours - row.known} | ${row.moved} of ${row.captured} |`,
    );
  return [
    '| directory | runs | plain node passes | we pass | known to fail | other failures | captured and restored |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...table,
  ].join('\n');
}

export function countBy<T, K>(list: readonly T[], keyOf: (each: T) => K): Map<K, number> {
  const counts = new Map<K, number>();
  for (const each of list) counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1);
  return counts;
}

export function groups(results: readonly Result[]): string {
  const found = new Map<string, Result[]>();
  for (const each of results) {
    if (each.failure === null) continue;
    const key = groupOf(each.failure);
    found.set(key, [...(found.get(key) ?? []), each]);
  }
  return [...found]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([key, list]) => {
      const examples = list.slice(0, 3).map((each) => `      ${each.path} (${each.variant}, ${each.mode})`);
      return [`${String(list.length).padStart(5)} ${key}`, ...examples].join('\n');
    })
    .join('\n');
}
