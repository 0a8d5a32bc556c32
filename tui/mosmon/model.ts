import type { NodeViewMessage, WatchedState } from '../../protocol/control.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import type { Chart } from './chart/model.ts';
import type { Pane } from './pane/model.ts';
import { NO_PAST, type Past } from './past.ts';

export type MetricName = 'load' | 'log' | 'speed' | 'memory' | 'raw' | 'utilisability';

/** A card or a line a node, as there is room; openMosixview's table; or a bar a node side by side, with IDs across, downwards, and without gaps. */
export type Arrangement = 'automatic' | 'table' | 'horizontal' | 'vertical' | 'tight';

export type Seen = Pick<WatchedState, 'nodes' | 'tasks'> & Partial<Pick<WatchedState, 'omitted'>>;

export interface Said {
  text: string;
  tone: 'plain' | 'good' | 'bad';
}

export interface Model {
  metric: MetricName;
  arrangement: Arrangement;
  showDead: boolean;
  showTotals: boolean;
  showHelp: boolean;
  /** The node that keys are for, or `ALL_NODES`; null: the first. Where it is not shown any more, the one after it. */
  selected: number | null;
  /** What is looked for, while it is typed · and what it was. */
  search: string | null;
  sought: string;
  /** Where nodes listen, as far as the members' book says. */
  addresses: ReadonlyMap<number, string>;
  /** The node that is open. */
  pane: Pane | null;
  /** The past as a picture, above all else. */
  chart: Chart | null;
  /** Nodes of the list that are above the screen, or left of it. */
  scroll: number;
  /** Of the screen, which says what a page is. */
  width: number;
  height: number;
  /** Why the agent is not there; null while it is. */
  lost: string | null;
  /** Nodes by ID. */
  state: Seen | null;
  lastEvent: TaskLifeEvent | null;
  /** In place of the last event, until a key is pressed. */
  said: Said | null;
  past: Past;
  /** One picture for a file or a pipe: no keys, no past. */
  isPlain: boolean;
}

export function newModel(metric: MetricName, isPlain = false): Model {
  return {
    metric,
    arrangement: 'automatic',
    showDead: false,
    showTotals: true,
    showHelp: false,
    selected: null,
    search: null,
    sought: '',
    addresses: new Map(),
    pane: null,
    chart: null,
    scroll: 0,
    width: 80,
    height: 24,
    lost: null,
    state: null,
    lastEvent: null,
    said: null,
    past: NO_PAST,
    isPlain,
  };
}

export const nodeOf = ({ state }: Model, id: number): NodeViewMessage | undefined =>
  state?.nodes.find(({ info }) => info.id === id);
