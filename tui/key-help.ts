import { colour, type Line, panel, type Size, type Widget } from './scene.ts';

/** What the keys of a monitor do, over its picture, and below them what its words mean. */
export function keyHelp(
  command: string,
  keys: readonly { shown: string; words: string }[],
  notes: readonly string[],
  size: Size,
): Widget {
  const lines = keys.map(
    ({ shown, words }): Line => [
      { text: ` ${shown.padEnd(14)}`, bold: true, fg: colour.cyan },
      { text: words },
    ],
  );
  const width = Math.min(size.width, 78);
  // An empty line, and the border.
  const height = Math.min(size.height, lines.length + notes.length + 3);
  return {
    kind: 'text',
    id: 'help',
    at: { x: (size.width - width) >> 1, y: Math.max(0, (size.height - height) >> 1), width, height },
    lines: [...lines, [], ...notes.map((text): Line => [{ text: ` ${text}`, fg: colour.grey }])],
    border: { title: `${command}: keys`, fg: colour.cyan },
    fill: panel,
  };
}
