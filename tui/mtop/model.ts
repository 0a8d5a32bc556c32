import type { ColumnName } from './columns.ts';
import type { Question } from './question.ts';
import type { Seen } from './seen.ts';

export interface Model {
  width: number;
  height: number;
  seen: Seen | null;
  /** Of all nodes that can be asked. */
  all: boolean;
  sort: ColumnName;
  isReversed: boolean;
  /** Worker threads, too · also those that do not use the CPU. */
  threads: boolean;
  idle: boolean;
  /** Only rows that have this in them; empty: all. */
  filter: string;
  /** `keyOf` the chosen row. */
  chosen: string | null;
  /** Rows above the screen. */
  scroll: number;
  mode: { is: 'table' } | { is: 'help' } | { is: 'question'; question: Question };
  said: { text: string; tone: 'good' | 'bad' | 'plain' } | null;
  /** Why no agent answers; null while one does. */
  lost: string | null;
  delayMs: number;
}

export const newModel = (given: Pick<Model, 'all' | 'sort' | 'delayMs'>): Model => ({
  ...given,
  width: 80,
  height: 24,
  seen: null,
  isReversed: false,
  threads: true,
  idle: true,
  filter: '',
  chosen: null,
  scroll: 0,
  mode: { is: 'table' },
  said: null,
  lost: null,
});
