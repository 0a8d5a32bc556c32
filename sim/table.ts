import type { Results } from './results.ts';

/** Average slowdowns that the paper gives for its own simulation (Amir and others, 2000). */
export const PUBLISHED: Record<string, number> = { pvm: 14.4, epvm: 9.8, mosix: 8.6 };

/** Markdown, which reads well on a terminal too. */
export function tableOf({ executions, methods, gossip }: Results): string {
  const best = methods.find(({ name }) => name === 'clairvoyant');
  const rows = methods.map((one) => [
    one.title,
    one.slowdown.toFixed(2),
    best ? `${(one.slowdown / best.slowdown).toFixed(2)} ×` : '',
    one.slowdown99.toFixed(1),
    String(Math.round(one.makespanMs / 1000)),
    String(one.migrations),
    (one.movedBytes / 2 ** 30).toFixed(1),
    PUBLISHED[one.name]?.toFixed(1) ?? '',
    ...(methods.some(({ lost }) => lost > 0) ? [String(one.lost)] : []),
  ]);
  const head = [
    'method',
    'average slowdown',
    'to the clairvoyant',
    '99th percentile',
    'makespan, s',
    'migrations',
    'moved, GiB',
    'published',
    ...(methods.some(({ lost }) => lost > 0) ? ['lost'] : []),
  ];
  const { messages, bytes, meanAgeMs, ages } = gossip;
  const told = `Gossip: ${messages} messages, ${(bytes / 2 ** 20).toFixed(0)} MiB; what nodes know of others is ${(meanAgeMs / 1000).toFixed(1)} s old on average.`;
  const ageRows = ages.map((row) => [String(row.periods), row.known.toFixed(1), row.expected.toFixed(1)]);
  const known =
    ages.length === 0
      ? ''
      : `\n${told}\n\n${grid(['age, periods', 'nodes known', 'by the formula'], ageRows)}`;
  const of = executions > 1 ? `${executions} executions.\n\n` : '';
  return `${of}${grid(head, rows)}${known}`;
}

function grid(head: string[], rows: string[][]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |\n`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return line(head) + line(rule) + rows.map(line).join('');
}
