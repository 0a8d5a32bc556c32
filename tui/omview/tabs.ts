import { widthOf } from '../charset.ts';
import { colour, type Line, panel, type Scene, type TextWidget, type Widget } from '../scene.ts';

export type TabName = 'nodes' | 'processes' | 'migrations' | 'history' | 'analyzer' | 'run';

/** In the order of the screen. */
export const tabs: readonly { name: TabName; title: string }[] = [
  { name: 'nodes', title: 'Nodes' },
  { name: 'processes', title: 'Processes' },
  { name: 'migrations', title: 'Migrations' },
  { name: 'history', title: 'History' },
  { name: 'analyzer', title: 'Analyzer' },
  { name: 'run', title: 'Run' },
];

/** Lines above each tab. */
export const TAB_ROWS = 1;
const FIRST = ' omview ';
const HINT = 'F2 F3 … or Alt-1 2 … ';

const words = (at: number): string => ` ${at + 1} ${tabs[at]!.title} `;

export function tabBar(active: TabName, width: number): TextWidget {
  const line: Line = [
    { text: FIRST, ...panel, bold: true },
    ...tabs.map(({ name }, at) =>
      name === active
        ? { text: `[${words(at).slice(1, -1)}]`, inverse: true, bold: true }
        : { text: words(at), ...panel },
    ),
  ];
  const used = line.reduce((sum, { text }) => sum + widthOf(text), 0);
  const hint = used + widthOf(HINT) + 1 > width ? '' : HINT.padStart(width - used);
  return {
    kind: 'text',
    id: 'tabs',
    at: { x: 0, y: 0, width, height: TAB_ROWS },
    lines: [[...line, { text: hint, ...panel, fg: colour.grey }]],
    fill: panel,
  };
}

/** The tab under a cell of the bar. */
export function tabAt(x: number): TabName | null {
  let from = FIRST.length;
  for (const [at, { name }] of tabs.entries()) {
    const to = from + words(at).length;
    if (x >= from && x < to) return name;
    from = to;
  }
  return null;
}

/** F2 is the first, since F1 is help; Alt with its number; Ctrl-PgUp and PgDn go round. */
export function tabOfKey(key: string, active: TabName): TabName | null {
  const number = /^f(\d)$/.exec(key)?.[1] ?? /^M-(\d)$/.exec(key)?.[1];
  if (number !== undefined) return tabs[Number(number) - (key.startsWith('f') ? 2 : 1)]?.name ?? null;
  const step = key === 'C-pagedown' ? 1 : key === 'C-pageup' ? -1 : 0;
  const at = tabs.findIndex(({ name }) => name === active) + step;
  return step === 0 ? null : tabs[(at + tabs.length) % tabs.length]!.name;
}

/** A tab's own picture, below the bar. */
export const below = (scene: Scene): Widget[] =>
  scene.map((widget) => ({ ...widget, at: { ...widget.at, y: widget.at.y + TAB_ROWS } }));
