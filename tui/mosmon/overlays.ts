import { colour, type Line, panel, type Size, type Widget } from '../scene.ts';
import { keys } from './keys.ts';

const dim = { fg: colour.grey };

export function lost(reason: string, { width }: Size): Widget {
  const text = ` The agent is gone (${reason}): looking for it…`;
  const style = { fg: colour.white, bg: colour.red, bold: true };
  return {
    kind: 'text',
    id: 'lost',
    at: { x: 0, y: 1, width, height: 1 },
    lines: [[{ text, ...style }]],
    fill: style,
  };
}

export function help(size: Size): Widget {
  const lines = keys.map(
    ({ shown, words }): Line => [
      { text: ` ${shown.padEnd(14)}`, bold: true, fg: colour.cyan },
      { text: words },
    ],
  );
  const width = Math.min(size.width, 78);
  const height = Math.min(size.height, lines.length + 5);
  return {
    kind: 'text',
    id: 'help',
    at: { x: (size.width - width) >> 1, y: Math.max(0, (size.height - height) >> 1), width, height },
    lines: [
      ...lines,
      [],
      [{ text: ' stale: no word for 2.5 s · suspect: no beats · dead: gone for good', ...dim }],
      [{ text: ' blocked, stay, lstay: as its user said (mosctl) · *: seen from here', ...dim }],
    ],
    border: { title: 'mosmon: keys', fg: colour.cyan },
    fill: panel,
  };
}
