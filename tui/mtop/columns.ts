import type { Held } from '../../protocol/held.ts';
import { whyAndWhere } from '../../protocol/held.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { bytes, cpuTime } from '../table.ts';

export type ColumnName =
  | 'PID'
  | 'HOME'
  | 'NODE'
  | 'NMIGS'
  | 'LOCK'
  | '%CPU'
  | 'RSS'
  | 'TIME'
  | 'S'
  | 'CANTMOVE'
  | 'COMMAND';

export interface TopColumn {
  title: ColumnName;
  value(task: TaskStatus): string;
  right: boolean;
  /** Cells that it takes at least; more where a value is longer, up to `most`. */
  width: number;
  most: number;
  /** Below zero: `a` comes first. Columns that nobody would sort by have none. */
  compare?(a: TaskStatus, b: TaskStatus): number;
}

/** As ps shows them. */
const LETTERS: Record<TaskStatus['state'], string> = {
  starting: 'S',
  running: 'R',
  stopped: 'T',
  migrating: 'M',
  frozen: 'F',
  ended: 'X',
};

const whereOf = ({ where, home }: TaskStatus): number => where || home;

/** From the left; what is sorted by how much has the most first, the others the least. */
export const columns: readonly TopColumn[] = [
  {
    title: 'PID',
    value: ({ task }) => task.slice(task.indexOf(':') + 1),
    right: true,
    width: 5,
    most: 14,
    compare: (a, b) => a.pid - b.pid || a.task.localeCompare(b.task, 'en', { numeric: true }),
  },
  number(
    'HOME',
    ({ home }) => home,
    4,
    (a, b) => a.home - b.home,
  ),
  number(
    'NODE',
    ({ where }) => where,
    4,
    (a, b) => whereOf(a) - whereOf(b),
  ),
  number(
    'NMIGS',
    ({ nmigs }) => nmigs,
    5,
    (a, b) => b.nmigs - a.nmigs,
  ),
  text('LOCK', ({ lock }) => (lock === null ? '?' : lock ? 'yes' : '-'), 4),
  {
    title: '%CPU',
    value: ({ cpuShare }) => (cpuShare === null ? '-' : (cpuShare * 100).toFixed(1)),
    right: true,
    width: 5,
    most: 6,
    compare: (a, b) => (b.cpuShare ?? -1) - (a.cpuShare ?? -1),
  },
  {
    title: 'RSS',
    value: ({ memoryBytes }) => bytes(memoryBytes),
    right: true,
    width: 4,
    most: 5,
    compare: (a, b) => b.memoryBytes - a.memoryBytes,
  },
  {
    title: 'TIME',
    value: ({ cpuMs }) => cpuTime(cpuMs),
    right: true,
    width: 7,
    most: 10,
    compare: (a, b) => b.cpuMs - a.cpuMs,
  },
  text('S', ({ state }) => LETTERS[state], 1),
  text('CANTMOVE', ({ cantmove }) => cantmove.map(heldBy).join('; ') || '-', 8),
  {
    ...text('COMMAND', ({ command }) => command, 7),
    compare: (a, b) => (a.command < b.command ? -1 : a.command > b.command ? 1 : 0),
  },
];

export const sortable = columns.filter(({ compare }) => compare !== undefined).map(({ title }) => title);

/** The rows in order; those that are alike in the order in which they were started. */
export function sorted<Task extends TaskStatus>(
  tasks: readonly Task[],
  by: ColumnName,
  isReversed: boolean,
): Task[] {
  const compare = columns.find(({ title }) => title === by)?.compare ?? (() => 0);
  const sign = isReversed ? -1 : 1;
  return [...tasks].sort(
    (a, b) => sign * compare(a, b) || a.startedAtMs - b.startedAtMs || a.task.localeCompare(b.task),
  );
}

const heldBy = (held: Held): string =>
  held.kind === 'delayed' ? `(${whyAndWhere(held)})` : whyAndWhere(held);

function number(
  title: ColumnName,
  value: (task: TaskStatus) => number,
  width: number,
  compare: TopColumn['compare'] & object,
): TopColumn {
  return { title, value: (task) => String(value(task)), right: true, width, most: 5, compare };
}

function text(title: ColumnName, value: (task: TaskStatus) => string, width: number): TopColumn {
  return { title, value, right: false, width, most: width };
}
