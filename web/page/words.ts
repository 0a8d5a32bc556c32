import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { nodeOf } from '../../tui/migmon/layout.ts';
import { metricOf } from '../../tui/mosmon/metrics.ts';
import { silence, stateOf } from '../../tui/mosmon/words.ts';
import { colour, type Style } from '../../tui/scene.ts';
import { bytes } from '../../tui/table.ts';
import { nameOfTask } from './model.ts';

/** What the terminal's colours mean, as a class of the page's. */
const CLASSES = new Map<number, string>([
  [colour.green, 'good'],
  [colour.yellow, 'fair'],
  [colour.orange, 'fair'],
  [colour.red, 'bad'],
  [colour.magenta, 'odd'],
  [colour.blue, 'cool'],
]);

export const classOf = ({ fg }: Style): string => (fg === undefined ? '' : (CLASSES.get(fg) ?? ''));

const load = metricOf('load');

/** Of its load. */
export const toneOf = ({ info }: NodeViewMessage): string => classOf(load.style(load.value(info)));

export const COLOURS = 8;

/** Of a task all is in one colour. */
export const colourOf = ({ task }: TaskStatus): number => Number(/\d+$/.exec(task)![0]) % COLOURS;

export const isHeld = ({ cantmove, lock }: TaskStatus): boolean =>
  lock === true || cantmove.some(({ kind }) => kind === 'pinned');

export const heldWords = ({ cantmove, lock }: TaskStatus): string =>
  [
    ...(lock ? ['locked'] : []),
    ...cantmove.map(({ reason, line }) => (line === null ? reason : `${reason} (line ${line})`)),
  ].join('; ');

export function taskWords(task: TaskStatus): string {
  const held = heldWords(task);
  const words = [
    `${nameOfTask(task)} on node ${nodeOf(task)}, home ${task.home}`,
    task.state,
    `${task.nmigs} migration${task.nmigs === 1 ? '' : 's'}`,
    ...(held === '' ? [] : [held]),
  ];
  return words.join(', ');
}

export function nodeWords(node: NodeViewMessage, tasks: number): string {
  const { info } = node;
  const words = [
    `node ${info.id} ${info.name}`,
    stateOf(node).text,
    `load ${info.load.toFixed(0)}`,
    `speed ${info.speed.toFixed(0)}`,
    `${info.cpus} CPU${info.cpus === 1 ? '' : 's'}`,
    `${bytes(info.freeBytes)} of ${bytes(info.totalBytes)} free`,
    `${tasks} task${tasks === 1 ? '' : 's'} in the picture`,
    silence(node),
  ];
  return words.filter((word) => word !== '').join(', ');
}
