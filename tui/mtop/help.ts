import { colour, type Line, panel, type Size, type Widget } from '../scene.ts';
import { keys } from './keys.ts';

const dim = { fg: colour.grey };

export function helpPage(size: Size): Widget {
  const lines = keys.map(
    ({ shown, words }): Line => [
      { text: ` ${shown.padEnd(14)}`, bold: true, fg: colour.cyan },
      { text: words },
    ],
  );
  const width = Math.min(size.width, 78);
  const height = Math.min(size.height, lines.length + 6);
  return {
    kind: 'text',
    id: 'help',
    at: { x: (size.width - width) >> 1, y: Math.max(0, (size.height - height) >> 1), width, height },
    lines: [
      ...lines,
      [],
      [{ text: ' NODE 0: at home · LOCK: does not move by itself · CANTMOVE: what holds it', ...dim }],
      [{ text: ' S: R running, T stopped, M migrating, F frozen, S starting', ...dim }],
      [{ text: ' %CPU: of one CPU, over the last second · RSS: memory of its host process', ...dim }],
    ],
    border: { title: 'mtop: keys', fg: colour.cyan },
    fill: panel,
  };
}
