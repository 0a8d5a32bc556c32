import type { WatchedState } from '../../protocol/control.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import type { TerminalEvent } from '../events.ts';
import { pressed } from './keys.ts';
import { metrics } from './metrics.ts';

export type MetricName = 'load' | 'log' | 'speed' | 'memory' | 'raw' | 'utilisability';

/** A card or a line a node, as there is room; or a bar a node side by side, with IDs across, downwards, and without gaps. */
export type Arrangement = 'automatic' | 'horizontal' | 'vertical' | 'tight';

/** One sample a second of each node. */
const SAMPLE_MS = 1000;
const KEPT_SAMPLES = 512;

export type Seen = Pick<WatchedState, 'nodes' | 'tasks'> & Partial<Pick<WatchedState, 'omitted'>>;

export interface Model {
  metric: MetricName;
  arrangement: Arrangement;
  showDead: boolean;
  showTotals: boolean;
  showHelp: boolean;
  /** Nodes of the list that are above the screen, or left of it. */
  scroll: number;
  /** Of the screen, which says what a page is. */
  width: number;
  height: number;
  /** Why the agent is not there; null while it is. */
  lost: string | null;
  state: Seen | null;
  lastEvent: TaskLifeEvent | null;
  history: ReadonlyMap<number, readonly Record<MetricName, number>[]>;
  sampledAtMs: number;
  quit: boolean;
  /** One picture for a file or a pipe: no keys, no past. */
  isPlain: boolean;
}

export type MosmonEvent =
  | TerminalEvent
  | { on: 'state'; atMs: number; state: Seen }
  | { on: 'life'; event: TaskLifeEvent }
  | { on: 'lost'; reason: string };

export function newModel(metric: MetricName, isPlain = false): Model {
  return {
    metric,
    arrangement: 'automatic',
    showDead: false,
    showTotals: true,
    showHelp: false,
    scroll: 0,
    width: 80,
    height: 24,
    lost: null,
    state: null,
    lastEvent: null,
    history: new Map(),
    sampledAtMs: Number.NEGATIVE_INFINITY,
    quit: false,
    isPlain,
  };
}

export function update(model: Model, event: MosmonEvent): Model {
  switch (event.on) {
    case 'state':
      return sampled({ ...model, state: event.state, lost: null }, event.atMs);
    case 'life':
      return { ...model, lastEvent: event.event };
    case 'lost':
      return { ...model, lost: event.reason };
    case 'resize':
      return { ...model, width: event.width, height: event.height };
    case 'key':
      return pressed(model, event.key);
    case 'mouse':
      if (event.action === 'wheeldown') return pressed(model, 'down');
      return event.action === 'wheelup' ? pressed(model, 'up') : model;
  }
}

function sampled(model: Model, atMs: number): Model {
  if (atMs - model.sampledAtMs < SAMPLE_MS) return model;
  // Regular times, however late one comes; but no catching up after a pause.
  const sampledAtMs = atMs - model.sampledAtMs < 2 * SAMPLE_MS ? model.sampledAtMs + SAMPLE_MS : atMs;
  const history = new Map<number, readonly Record<MetricName, number>[]>();
  for (const { info, state } of model.state?.nodes ?? []) {
    const sample = Object.fromEntries(
      metrics.map(({ name, value }) => [name, state === 'dead' ? 0 : value(info)]),
    ) as Record<MetricName, number>;
    history.set(info.id, [...(model.history.get(info.id) ?? []), sample].slice(-KEPT_SAMPLES));
  }
  return { ...model, history, sampledAtMs };
}
