import type { TaskStatus } from '../../protocol/task.ts';
import { fitted } from '../charset.ts';
import { columns, type TopColumn } from '../mtop/columns.ts';
import { colour, type Line, type Rect, type Span, type TextWidget } from '../scene.ts';
import { colourOf } from './chips.ts';
import { nodeOf, type Seat } from './layout.ts';
import { isLeaving } from './lines.ts';
import { type Model, taskOf } from './model.ts';

/** What is left out first where there is no room for it; the command takes the rest. */
const LEAST_COMMAND = 16;
const DROPPED = ['CANTMOVE', 'HOME', 'TIME', 'RSS', 'LOCK', 'NMIGS'] as const;

/** A line a task, with mtop's columns. */
export function taskTable(model: Model): TextWidget[] {
  const { map, seats, nodes } = model.layout;
  const width = (nodes[0]?.rect.x ?? map.width) - 2;
  const shown = fitting(width);
  const title = shown.flatMap(({ column, wide }): Span[] => [
    { text: `${placed(column, column.title, wide)} ` },
  ]);
  return [
    {
      kind: 'text',
      id: 'titles',
      at: { ...map, width, height: 1 },
      lines: [[{ text: ' ' }, ...title].map((span) => ({ ...span, fg: colour.grey, bold: true }))],
    },
    ...seats.flatMap((seat) => {
      const task = taskOf(model, seat.task);
      return task ? [rowOf(model, task, seat, shown)] : [];
    }),
  ];
}

interface Fitted {
  column: TopColumn;
  wide: number;
}

function fitting(width: number): Fitted[] {
  let kept = [...columns];
  const taken = (): number =>
    kept.reduce((sum, column) => sum + column.width + 1, 1) - columnOf('COMMAND').width;
  for (const title of DROPPED) {
    if (width - taken() >= LEAST_COMMAND) break;
    kept = kept.filter((column) => column.title !== title);
  }
  const rest = Math.max(0, width - taken());
  const isLong = kept.some(({ title }) => title === 'CANTMOVE') ? Math.floor(rest / 2) : 0;
  return kept.map((column) => ({
    column,
    wide:
      column.title === 'COMMAND'
        ? rest - isLong
        : column.title === 'CANTMOVE'
          ? column.width + isLong
          : column.width,
  }));
}

const columnOf = (title: TopColumn['title']): TopColumn => columns.find((one) => one.title === title)!;

const placed = ({ right }: TopColumn, text: string, width: number): string =>
  right && text.length <= width ? text.padStart(width) : fitted(text, width);

function rowOf(model: Model, task: TaskStatus, { rect }: Seat, shown: readonly Fitted[]): TextWidget {
  const isChosen = model.selected === task.task;
  const isPale = isLeaving(model, task.task) || task.state === 'stopped' || task.state === 'frozen';
  const fg = isPale ? colour.grey : colourOf(model, task);
  const cells = shown.map(({ column, wide }): Span => {
    const value = column.title === 'NODE' ? String(nodeOf(task)) : column.value(task);
    const isAway = column.title === 'NODE' && nodeOf(task) !== task.home;
    return { text: `${placed(column, value, wide)} `, ...(isAway && { bold: true }), fg };
  });
  const line: Line = [{ text: isChosen ? '▸' : ' ', fg }, ...cells];
  const at: Rect = rect;
  return {
    kind: 'text',
    id: `executes-${task.task}-${nodeOf(task)}`,
    at,
    lines: [isChosen ? line.map((span) => ({ ...span, inverse: true })) : line],
    ...(isChosen && { fill: { inverse: true, fg } }),
  };
}
