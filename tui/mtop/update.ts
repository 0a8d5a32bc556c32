import type { TerminalEvent } from '../events.ts';
import { moved, pressed } from './keys.ts';
import { firstRow, headRows, shownRows } from './layout.ts';
import type { Model } from './model.ts';
import { type Effect, type Question, typed } from './question.ts';
import { keyOf, type Seen } from './seen.ts';

export type MtopEvent =
  | TerminalEvent
  | { on: 'seen'; seen: Seen }
  | { on: 'lost'; reason: string }
  /** How what was wanted of a task came out. */
  | { on: 'answer'; text: string; isGood: boolean };

/** A look costs every node an answer: not more than ten a second, nor so seldom that it seems to hang. */
export const LEAST_DELAY_MS = 100;
export const MOST_DELAY_MS = 3_600_000;

const WHEEL_ROWS = 3;
const MOST_NICE = 19;

export function update(model: Model, event: MtopEvent): [Model, Effect[]] {
  switch (event.on) {
    case 'seen':
      return [seen(model, event.seen), []];
    case 'lost':
      return [{ ...model, lost: event.reason }, []];
    case 'answer':
      return [
        { ...model, said: { text: event.text, tone: event.isGood ? 'good' : 'bad' } },
        [{ do: 'look' }],
      ];
    case 'resize':
      return [settled({ ...model, width: event.width, height: event.height }), []];
    case 'mouse':
      return [mouse(model, event), []];
    case 'key': {
      const [next, effects] = key({ ...model, said: null }, event.key);
      return [settled(next), effects];
    }
  }
}

function key(model: Model, name: string): [Model, Effect[]] {
  const { mode } = model;
  if (mode.is === 'table') return pressed(model, name);
  if (mode.is === 'help') return [{ ...model, mode: { is: 'table' } }, name === 'q' ? [{ do: 'quit' }] : []];
  const reply = typed(mode.question, name);
  if (reply.is === 'typing') return [{ ...model, mode: { is: 'question', question: reply.question } }, []];
  const table: Model = { ...model, mode: { is: 'table' } };
  if (reply.is === 'given up') return [table, []];
  return answered(table, mode.question, reply.answer);
}

function answered(model: Model, { about, task }: Question, answer: string): [Model, Effect[]] {
  if (about === 'filter') return [settled({ ...model, filter: answer.trim(), scroll: 0 }), []];
  if (about === 'delay' || task === null) {
    const delayMs = Math.round(Number(answer) * 1000);
    if (!(delayMs >= LEAST_DELAY_MS && delayMs <= MOST_DELAY_MS)) {
      const text = `'${answer}' is no number of seconds from ${LEAST_DELAY_MS / 1000} to ${MOST_DELAY_MS / 1000}`;
      return [{ ...model, said: { text, tone: 'bad' } }, []];
    }
    return [{ ...model, delayMs }, [{ do: 'look' }]];
  }
  const { via, task: name } = task;
  if (about === 'nice') {
    const nice = Number(answer);
    if (!/^\d+$/.test(answer) || nice > MOST_NICE) {
      const text = `'${answer}' is no whole number from 0 to ${MOST_NICE}`;
      return [{ ...model, said: { text, tone: 'bad' } }, []];
    }
    return [model, [{ do: 'steer', via, task: name, change: { nice } }]];
  }
  if (about === 'stop' || about === 'continue')
    return signalled(model, task, about === 'stop' ? 'STOP' : 'CONT');
  if (about === 'signal') return signalled(model, task, answer);
  const said = { text: `${name}: ${answer} …`, tone: 'plain' } as const;
  return [{ ...model, said }, [{ do: 'migrate', via, task: name, where: answer }]];
}

function signalled(
  model: Model,
  { via, task }: Question['task'] & object,
  signal: string,
): [Model, Effect[]] {
  const said = { text: `sending ${signal} to ${task} …`, tone: 'plain' } as const;
  return [{ ...model, said }, [{ do: 'signal', via, task, signal }]];
}

function seen(model: Model, now: Seen): Model {
  const before = shownRows(model);
  const at = before.findIndex((row) => keyOf(row) === model.chosen);
  const said = model.lost === null ? model.said : ({ text: 'the agent is back', tone: 'good' } as const);
  const next: Model = { ...model, seen: now, lost: null, said };
  const rows = shownRows(next);
  // Where the chosen task has ended, the one in its place.
  const isThere = rows.some((row) => keyOf(row) === model.chosen);
  const heir = rows[Math.min(at, rows.length - 1)];
  const chosen = isThere || at < 0 || !heir ? model.chosen : keyOf(heir);
  return settled({ ...next, chosen });
}

function mouse(model: Model, event: Extract<TerminalEvent, { on: 'mouse' }>): Model {
  if (model.mode.is === 'help') return event.action === 'down' ? { ...model, mode: { is: 'table' } } : model;
  if (event.action === 'wheelup') return settled(moved(model, -WHEEL_ROWS));
  if (event.action === 'wheeldown') return settled(moved(model, WHEEL_ROWS));
  if (event.action !== 'down' || event.button !== 'left' || model.mode.is === 'question') return model;
  const rows = shownRows(model);
  const line = event.y - headRows(model);
  const row = line < 0 ? undefined : rows[firstRow(model, rows) + line];
  return row ? settled({ ...model, chosen: keyOf(row) }) : model;
}

/** Keeps the place of the screen in the table. */
const settled = (model: Model): Model => ({ ...model, scroll: firstRow(model, shownRows(model)) });
