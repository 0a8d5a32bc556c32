import { renderTable } from '../table.ts';
import { columns } from './columns.ts';
import { shownRows } from './layout.ts';
import type { Model } from './model.ts';
import { loadLine, nodesLine, tasksLine } from './words.ts';

/** For a file or a pipe: all rows, as wide as they are. */
export function plainText(model: Model): string {
  const { seen } = model;
  if (seen === null) return '';
  const rows = shownRows(model);
  const head = [nodesLine(seen), tasksLine(seen.tasks, rows.length, model.filter), loadLine(seen.nodes)];
  const missing = seen.missing.map(({ node, name, why }) => `missing: node ${node} (${name}): ${why}`);
  return `${[...head, ...missing].join('\n')}\n\n${renderTable(columns, rows)}`;
}
