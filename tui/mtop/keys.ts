import type { SeenTask } from '../../protocol/seen.ts';
import { type ColumnName, sortable } from './columns.ts';
import { pageOf, shownRows } from './layout.ts';
import type { Model } from './model.ts';
import type { Effect, Question } from './question.ts';
import { keyOf } from './seen.ts';

/** What each key does: the help page is made of the same table. */
export const keys: readonly { shown: string; words: string }[] = [
  { shown: 'P M T N O', words: 'sort by %CPU, RSS, TIME, PID, NODE' },
  { shown: '< >', words: 'sort by the column to the left, to the right' },
  { shown: 'R', words: 'the other way round' },
  { shown: '↑ ↓ PgUp PgDn', words: 'choose a task (Home, End: the first, the last; or a click)' },
  { shown: 'k', words: 'send it a signal' },
  { shown: 'm g', words: 'migrate it, freeze it, let it go on' },
  { shown: 'f c l n', words: 'freeze it, or let it go on, after a yes · lock or unlock it · make it nicer' },
  { shown: '/', words: 'only tasks with a word in them, or of node:2, or home:1' },
  { shown: 'a', words: 'tasks of all nodes, or of this machine' },
  { shown: 'H', words: 'worker threads too, or not' },
  { shown: 'i', words: 'tasks that do not use the CPU too, or not' },
  { shown: 'd s', words: 'seconds between two looks' },
  { shown: 'space', words: 'look now' },
  { shown: 'h ?', words: 'this help' },
  { shown: 'q', words: 'quit' },
];

const SORTS: Readonly<Record<string, ColumnName>> = { P: '%CPU', M: 'RSS', T: 'TIME', N: 'PID', O: 'NODE' };
const NONE = { text: 'there is no task: start one with omrun', tone: 'plain' } as const;

export function pressed(model: Model, key: string): [Model, Effect[]] {
  const sort = SORTS[key];
  if (sort) return [{ ...model, sort, isReversed: false }, []];
  switch (key) {
    case 'q':
      return [model, [{ do: 'quit' }]];
    case 'h':
    case '?':
    case 'f1':
      return [{ ...model, mode: { is: 'help' } }, []];
    case '<':
    case '>':
      return [{ ...model, sort: beside(model.sort, key === '<' ? -1 : 1), isReversed: false }, []];
    case 'R':
      return [{ ...model, isReversed: !model.isReversed }, []];
    case 'up':
      return [moved(model, -1), []];
    case 'down':
      return [moved(model, 1), []];
    case 'pageup':
      return [moved(model, -pageOf(model)), []];
    case 'pagedown':
      return [moved(model, pageOf(model)), []];
    case 'home':
      return [moved(model, Number.NEGATIVE_INFINITY), []];
    case 'end':
      return [moved(model, Number.POSITIVE_INFINITY), []];
    case 'k':
      return [asked(model, 'signal'), []];
    case 'm':
    case 'g':
      return [asked(model, 'where'), []];
    case 'n':
      return [asked(model, 'nice'), []];
    case 'f':
    case 'c':
      return [asked(model, key === 'f' ? 'stop' : 'continue'), []];
    case 'l':
      return locked(model);
    case '/':
      return [
        {
          ...model,
          mode: { is: 'question', question: { about: 'filter', task: null, typed: model.filter } },
        },
        [],
      ];
    case 'd':
    case 's':
      return [
        { ...model, mode: { is: 'question', question: { about: 'delay', task: null, typed: '' } } },
        [],
      ];
    case 'a': {
      const all = !model.all;
      const text = all ? 'tasks of all nodes that can be asked' : 'tasks of this machine, and its guests';
      return [{ ...model, all, said: { text, tone: 'plain' } }, [{ do: 'look' }]];
    }
    case 'H':
      return [{ ...model, threads: !model.threads }, []];
    case 'i':
      return [{ ...model, idle: !model.idle }, []];
    case 'space':
    case 'enter':
      return [model, [{ do: 'look' }]];
    default:
      return [model, []];
  }
}

function beside(sort: ColumnName, step: number): ColumnName {
  const at = sortable.indexOf(sort) + step;
  return sortable[Math.max(0, Math.min(sortable.length - 1, at))]!;
}

/** The first is chosen until somebody chooses. */
export function moved(model: Model, by: number): Model {
  const rows = shownRows(model);
  const now = Math.max(
    0,
    rows.findIndex((row) => keyOf(row) === model.chosen),
  );
  const to = Math.max(0, Math.min(rows.length - 1, now + by));
  return { ...model, chosen: rows[to] ? keyOf(rows[to]) : null };
}

const chosenRow = (model: Model): SeenTask | undefined => {
  const rows = shownRows(model);
  return rows.find((one) => keyOf(one) === model.chosen) ?? rows[0];
};

/** Signals, and niceness, are for a whole process; its threads move each by itself. */
const wholeOf = ({ task }: SeenTask): string => task.replace(/\.\d+$/, '');

function locked(model: Model): [Model, Effect[]] {
  const row = chosenRow(model);
  if (!row) return [{ ...model, said: NONE }, []];
  const { via, task, lock, home } = row;
  if (lock === null) {
    const text = `${task} is a guest: its home, node ${home}, locks it`;
    return [{ ...model, said: { text, tone: 'bad' } }, []];
  }
  return [{ ...model, chosen: keyOf(row) }, [{ do: 'steer', via, task, change: { lock: !lock } }]];
}

function asked(model: Model, about: Exclude<Question['about'], 'filter' | 'delay'>): Model {
  const row = chosenRow(model);
  if (!row) return { ...model, said: NONE };
  const { via, command } = row;
  const task = about === 'where' ? row.task : wholeOf(row);
  const question: Question = { about, task: { via, task, command }, typed: '' };
  return { ...model, chosen: keyOf(row), mode: { is: 'question', question } };
}
