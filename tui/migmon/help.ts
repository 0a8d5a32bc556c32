import { widthOf } from '../charset.ts';
import { colour, type TextWidget } from '../scene.ts';

const LINES = [
  'mouse   drag a task onto a node: it migrates',
  '        double click a task: it comes home',
  '        click a node: its load, speed, memory',
  '',
  'Tab ↑ ↓ choose a task',
  'm       migrate it: then a number or arrows, Enter',
  'h       bring it home',
  'b       let the balancer decide where it goes',
  'PgUp PgDn  older and newer lines of the log',
  '[ ]     scroll many nodes',
  'Esc     let go     ? help     q quit',
  '',
  '[box] executes here · ○ → 2 executes on node 2',
  '◆ guest of another home · L locked · ⊘ pinned',
];

export function helpWidget(width: number, height: number): TextWidget {
  const size = {
    width: Math.min(width, Math.max(...LINES.map(widthOf)) + 4),
    height: Math.min(height, LINES.length + 2),
  };
  const x = Math.floor((width - size.width) / 2);
  const y = Math.floor((height - size.height) / 2);
  return {
    kind: 'text',
    id: 'help',
    at: { x, y, ...size },
    lines: LINES.map((text) => [{ text: ` ${text}` }]),
    border: { title: 'help', bold: true, fg: colour.white },
  };
}
