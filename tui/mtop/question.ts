import type { SeenTask } from '../../protocol/seen.ts';
import { fitted } from '../charset.ts';

/** What is asked on the last line, and what was typed so far. */
export interface Question {
  about: 'signal' | 'where' | 'nice' | 'delay' | 'filter' | 'stop' | 'continue';
  /** The task that it is about; null where it is about none. */
  task: Pick<SeenTask, 'via' | 'task' | 'command'> | null;
  typed: string;
}

/** What is wanted of the world. `signal` and `where`: as typed, to be understood where the world is known. */
export type Effect =
  | { do: 'quit' }
  /** Look now, not only when it is time. */
  | { do: 'look' }
  | { do: 'signal'; via: string; task: string; signal: string }
  | { do: 'migrate'; via: string; task: string; where: string }
  | { do: 'steer'; via: string; task: string; change: { lock?: boolean; nice?: number } };

/** Less of a command line says nothing. */
const LEAST_COMMAND_CELLS = 8;
/** What can be typed in answer is short: names of nodes. */
const MOST_CHARS = 253;

/** What Enter alone means. */
export const DEFAULTS = {
  signal: 'TERM',
  where: 'balance',
  nice: '',
  delay: '',
  filter: '',
  stop: 'y',
  continue: 'y',
} as const;

/** Room for an answer, beside the question. */
const ANSWER_CELLS = 12;

/** The command line as far as there is room for it. */
export function prompt({ about, task }: Question, width: number): string {
  if (about === 'filter') return 'Only tasks with (a word, or node:2, home:1; empty: all):';
  if (about === 'delay' || task === null) return 'Seconds between two looks:';
  const [before, after] = {
    signal: [`Signal for ${task.task}`, ' [TERM]:'],
    where: [`Move ${task.task}`, ' to: ID, name, home, out, freeze, continue [balance]:'],
    nice: [`Nice value of ${task.task}`, ', 0 to 19:'],
    stop: [`Stop ${task.task}`, ' until somebody continues it? [y]/n'],
    continue: [`Let ${task.task}`, ' go on? [y]/n'],
  }[about] as [string, string];
  const room = width - before.length - after.length - ANSWER_CELLS - ' ()'.length;
  const command =
    room >= Math.min(task.command.length, LEAST_COMMAND_CELLS)
      ? ` (${fitted(task.command, room).trimEnd()})`
      : '';
  return before + command + after;
}

export type Reply =
  | { is: 'typing'; question: Question }
  | { is: 'given up' }
  | { is: 'answered'; answer: string };

export function typed(question: Question, key: string): Reply {
  const text = question.typed;
  if (key === 'escape') return { is: 'given up' };
  if (question.about === 'stop' || question.about === 'continue') {
    if (key === 'y' || key === 'enter') return { is: 'answered', answer: 'y' };
    return key === 'n' || key === 'q' ? { is: 'given up' } : { is: 'typing', question };
  }
  if (key === 'enter') {
    const answer = text || DEFAULTS[question.about];
    return answer === '' && question.about !== 'filter' ? { is: 'given up' } : { is: 'answered', answer };
  }
  if (key === 'backspace') return { is: 'typing', question: { ...question, typed: text.slice(0, -1) } };
  if (key === 'C-u') return { is: 'typing', question: { ...question, typed: '' } };
  const isChar = [...key].length === 1 && text.length < MOST_CHARS;
  return { is: 'typing', question: isChar ? { ...question, typed: text + key } : question };
}
