import type { TaskStatus } from '../../protocol/task.ts';
import { fitted, widthOf } from '../charset.ts';
import { colour, type Point, type Span, type Style, type TextWidget } from '../scene.ts';
import { nodeOf, type Seat } from './layout.ts';
import { shortName } from './log.ts';
import type { Model } from './model.ts';

const PALETTE = [colour.cyan, colour.yellow, colour.green, colour.magenta, colour.blue, colour.orange];
const INK = 16;
const LOOSE_WIDTH = 32;

/** Of one task all is in one colour: its box, its deputy's, the line between them. */
export function colourOf(model: Model, task: TaskStatus): number {
  if (task.home !== model.middle) return colour.white;
  return PALETTE[(numbers(model).get(task.task) ?? 0) % PALETTE.length]!;
}

/** Of the tasks of this home, in their order; counted once for each state that the agent tells. */
const counted = new WeakMap<Model['tasks'], Map<string, number>>();
function numbers({ tasks, middle }: Model): Map<string, number> {
  let known = counted.get(tasks);
  if (!known) {
    const own = tasks.filter(({ home }) => home === middle);
    counted.set(tasks, (known = new Map(own.map(({ task }, at) => [task, at]))));
  }
  return known;
}

/** A task in its seat: filled where it executes, hollow where only its deputy is, faint where it is just leaving. */
export function chip(model: Model, task: TaskStatus, seat: Seat, isLeaving: boolean): TextWidget {
  const { rect, role, node } = seat;
  const id = `${role}-${task.task}-${node}`;
  const isChosen = model.selected === task.task;
  const name = shortName(task.pid, task.command);
  if (role === 'deputy') {
    const style: Style = { fg: colourOf(model, task), bold: isChosen };
    const arrow = `→ ${nodeOf(task)}`;
    const words = fitted(`${isChosen ? '▸' : '○'} ${name}`, rect.width - widthOf(arrow) - 1);
    return { kind: 'text', id, at: rect, lines: [[{ text: `${words} ${arrow}`, ...style }]] };
  }
  if (isLeaving) {
    const faint = { text: ` ${name}`, fg: colour.grey };
    return { kind: 'text', id, at: rect, lines: [[faint]] };
  }
  return { kind: 'text', id, at: rect, ...filled(model, task, words(model, task, rect.width - 2)) };
}

/** A task that is carried by the pointer, or is on its way with so much state. */
export function looseChip(model: Model, task: TaskStatus, at: Point, load = ''): TextWidget {
  const room = LOOSE_WIDTH - 2 - widthOf(load);
  const name = words(model, task, Math.min(room, widthOf(shortName(task.pid, task.command)) + 10)).trimEnd();
  const width = widthOf(name) + widthOf(load) + 2;
  const x = Math.max(0, Math.min(model.width - width, Math.round(at.x - width / 2)));
  const place = { x, y: Math.round(at.y), width, height: 1 };
  return { kind: 'text', id: `loose-${task.task}`, at: place, ...filled(model, task, name + load) };
}

/** Without colour the brackets make the box. */
function filled(model: Model, task: TaskStatus, text: string): { lines: Span[][]; fill: Style } {
  const isChosen = model.selected === task.task;
  const style: Style = { fg: INK, bg: colourOf(model, task), bold: isChosen };
  return { lines: [[{ text: isChosen ? `▸${text}◂` : `[${text}]`, ...style }]], fill: style };
}

/** Its name, cut where it must be, and what is particular about it. */
function words(model: Model, task: TaskStatus, room: number): string {
  const held = task.cantmove.some(({ kind }) => kind === 'pinned') ? ' ⊘' : task.lock ? ' L' : '';
  const state = ['stopped', 'frozen'].includes(task.state) ? ` ${task.state}` : '';
  // Seen from a third node, a task that executes at its own home is nobody's guest.
  const isGuest = task.home !== model.middle && nodeOf(task) !== task.home;
  const marks = `${isGuest ? ` ← ${task.home}` : ''}${held}${state}`;
  const name = `${isGuest ? '◆ ' : ''}${shortName(task.pid, task.command)}`;
  return fitted(fitted(name, Math.min(widthOf(name), room - widthOf(marks))) + marks, room);
}
