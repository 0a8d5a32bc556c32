import { keyHelp } from '../key-help.ts';
import { colour, type Size, type Widget } from '../scene.ts';
import { keys } from './keys.ts';

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

const NOTES = [
  'stale: no word for 2.5 s · suspect: no beats · dead: gone for good',
  'blocked, owner, stay, lstay, quiet: as its user said · *: seen from here',
];

export const help = (size: Size): Widget => keyHelp('mosmon', keys, NOTES, size);
