import { type Sendable, SIGNALS } from '../../protocol/signals.ts';
import { colour, type Line, panel, type Rect, type Size, type TextWidget } from '../scene.ts';

/** A list of signals for a task, and the one under the cursor. */
export interface SignalMenu {
  is: 'signal';
  task: string;
  at: number;
}

export interface SignalOrder {
  do: 'signal';
  task: string;
  signal: Sendable;
}

/** Those that people send come first, with what they mean. */
const USUAL: Partial<Record<Sendable, string>> = {
  SIGTERM: 'please end',
  SIGINT: 'as Ctrl-C',
  SIGHUP: 'its terminal is gone',
  SIGKILL: 'end at once',
  SIGSTOP: 'stop',
  SIGCONT: 'go on',
  SIGUSR1: 'as the program takes it',
  SIGUSR2: 'as the program takes it',
};
export const LISTED: readonly Sendable[] = [
  ...(Object.keys(USUAL) as Sendable[]),
  ...SIGNALS.filter((name) => !(name in USUAL)),
];
const WIDTH = 40;

export const openMenu = (task: string): SignalMenu => ({ is: 'signal', task, at: 0 });

/** Null: the menu is closed. A letter goes to the next signal that begins with it. */
export function stepMenu(
  menu: SignalMenu,
  key: string,
): [SignalMenu | null, (SignalOrder | { do: 'say'; text: string; tone: 'plain' })[]] {
  const to = (at: number): [SignalMenu, []] => [
    { ...menu, at: Math.max(0, Math.min(LISTED.length - 1, at)) },
    [],
  ];
  switch (key) {
    case 'escape':
      return [null, [{ do: 'say', text: 'no signal is sent', tone: 'plain' }]];
    case 'enter':
      return [null, [{ do: 'signal', task: menu.task, signal: LISTED[menu.at]! }]];
    case 'up':
    case 'down':
      return to(menu.at + (key === 'up' ? -1 : 1));
    case 'pageup':
    case 'pagedown':
      return to(menu.at + (key === 'pageup' ? -8 : 8));
    case 'home':
    case 'end':
      return to(key === 'home' ? 0 : LISTED.length);
    default: {
      if (!/^[a-z]$/i.test(key)) return [menu, []];
      const begins = (name: Sendable): boolean => name.slice(3).startsWith(key.toUpperCase());
      const after = LISTED.findIndex((name, at) => at > menu.at && begins(name));
      const first = LISTED.findIndex(begins);
      return to(after >= 0 ? after : first >= 0 ? first : menu.at);
    }
  }
}

const rowsOf = ({ height }: Size): number => Math.max(1, Math.min(LISTED.length, height - 6));

/** As much of the list as has room, with the cursor in it. */
const firstOf = ({ at }: SignalMenu, rows: number): number =>
  Math.max(0, Math.min(LISTED.length - rows, at - Math.floor(rows / 2)));

function placeOf({ width, height }: Size): Rect {
  const rows = rowsOf({ width, height }) + 2;
  const across = Math.min(width, WIDTH);
  return { x: (width - across) >> 1, y: Math.max(0, (height - rows) >> 1), width: across, height: rows };
}

export function menuWidget(menu: SignalMenu, name: string, size: Size): TextWidget {
  const rows = rowsOf(size);
  const first = firstOf(menu, rows);
  const at = placeOf(size);
  const lines = LISTED.slice(first, first + rows).map((signal, row): Line => {
    const isHere = first + row === menu.at;
    const text = ` ${isHere ? '▸' : ' '} ${signal.slice(3).padEnd(8)} `;
    const words = (USUAL[signal] ?? '').padEnd(at.width - 2 - text.length);
    return isHere
      ? [{ text: text + words, inverse: true, bold: true }]
      : [{ text }, { text: words, fg: colour.grey }];
  });
  return {
    kind: 'text',
    id: 'signals',
    at,
    lines,
    border: { title: `signal for ${name}`, fg: colour.cyan },
    fill: panel,
  };
}

/** A press on the list: its line, or null beside it. */
export function lineAt(menu: SignalMenu, { x, y }: { x: number; y: number }, size: Size): number | null {
  const at = placeOf(size);
  const isInside = x > at.x && x < at.x + at.width - 1 && y > at.y && y < at.y + at.height - 1;
  return isInside ? firstOf(menu, rowsOf(size)) + (y - at.y - 1) : null;
}
