import { whyAndWhere } from '../../protocol/held.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { fitted, widthOf } from '../charset.ts';
import { colour, type Line, type TextWidget } from '../scene.ts';
import { age, bytes, cpuTime } from '../table.ts';
import { nodeOf } from './layout.ts';
import { type Model, taskOf } from './model.ts';
import { count, inspect, waysOf } from './words.ts';

/** About what the pointer is over, or else the chosen task: two lines, and a third for what holds it, over the log's first. */
export function factsWidget(model: Model): TextWidget | null {
  const { facts: at } = model.layout;
  if (at.height === 0) return null;
  const lines = linesOf(model, at.width - 2);
  if (lines.length === 0) return null;
  const place = { ...at, x: at.x + 1, width: at.width - 2, height: lines.length };
  return { kind: 'text', id: 'facts', at: place, lines };
}

function linesOf(model: Model, width: number): Line[] {
  const { hover, selected } = model;
  if (hover.task === null && hover.node !== null) {
    const ways = waysOf(model, hover.node);
    return [
      [{ text: inspect(model, hover.node) }],
      ...(ways === '' ? [] : [[{ text: ways, fg: colour.grey }]]),
    ];
  }
  const name = hover.task ?? selected;
  const task = name === null ? undefined : taskOf(model, name);
  return task ? aboutTask(model, task, width) : [];
}

function aboutTask(model: Model, task: TaskStatus, width: number): Line[] {
  const place = placeOf(model, task);
  const room = Math.max(8, width - widthOf(place) - 1);
  const holds = task.cantmove.map((held) =>
    held.kind === 'pinned'
      ? `⊘ cannot move: ${whyAndWhere(held)}`
      : `held at the last try: ${whyAndWhere(held)}`,
  );
  return [
    [
      { text: `${fitted(`${numberOf(task)} ${task.command}`, room)} `, bold: true },
      { text: place, fg: colour.grey },
    ],
    [{ text: figures(model, task).join(' · ') }],
    ...(holds.length > 0 ? [[{ text: holds.join('; '), fg: colour.yellow }]] : []),
  ];
}

/** As `mps` shows it: a worker thread has its program's number and its own. */
const numberOf = ({ task }: TaskStatus): string => task.slice(task.indexOf(':') + 1);

function placeOf({ nodes }: Model, task: TaskStatus): string {
  const nameOf = (id: number): string => {
    const name = nodes.find(({ info }) => info.id === id)?.info.name;
    return name === undefined ? `${id}` : `${id} ${name}`;
  };
  const node = nodeOf(task);
  return node === task.home
    ? `at home on node ${nameOf(node)}`
    : `on node ${nameOf(node)}, home ${nameOf(task.home)}`;
}

function figures({ nowMs }: Model, task: TaskStatus): string[] {
  const { startedAtMs, cpuShare, cpuMs, memoryBytes, nmigs, lock, state } = task;
  const share = cpuShare === null ? '' : `${(cpuShare * 100).toFixed(0)}% `;
  return [
    `age ${age(Math.max(0, nowMs - startedAtMs))}`,
    `CPU ${share}${cpuTime(cpuMs)}`,
    `memory ${bytes(memoryBytes)}`,
    count(nmigs, 'migration'),
    ...(lock ? ['locked'] : []),
    ...(state === 'running' ? [] : [state]),
  ];
}
