import type { WatchedState } from '../../protocol/control.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import type { TerminalEvent } from '../events.ts';
import { fromTerminal } from '../migmon/from-terminal.ts';
import {
  isMoving,
  type MigmonEvent,
  type Effect as MigrationEffect,
  update as migrations,
} from '../migmon/update.ts';
import type { Effect as NodeEffect } from '../mosmon/effects.ts';
import { type MosmonEvent, update as nodes } from '../mosmon/update.ts';
import type { Effect as ProcessEffect } from '../mtop/question.ts';
import { type MtopEvent, update as processes } from '../mtop/update.ts';
import { analyzerOf, analyzing } from './analyzer.ts';
import { type Effect as HistoryEffect, type HistoryEvent, update as history } from './history/update.ts';
import type { Model } from './model.ts';
import { type Effect as RunEffect, type RunEvent, update as run } from './run/update.ts';
import { TAB_ROWS, type TabName, tabAt, tabOfKey } from './tabs.ts';

export type OmviewEvent =
  | TerminalEvent
  /** What the agent sees; `self`: its node. */
  | { on: 'state'; atMs: number; self: number; state: WatchedState }
  | { on: 'life'; event: TaskLifeEvent }
  | { on: 'lost'; reason: string }
  /** For one tab only. */
  | { on: 'nodes'; event: MosmonEvent }
  | { on: 'processes'; event: MtopEvent }
  | { on: 'migrations'; event: MigmonEvent }
  | { on: 'history'; event: HistoryEvent }
  | { on: 'run'; event: RunEvent };

export type Effect =
  | { do: 'quit' }
  /** This tab is seen from now on. */
  | { do: 'shown'; tab: TabName }
  | { do: 'nodes'; effect: Exclude<NodeEffect, { do: 'quit' }> }
  | { do: 'processes'; effect: Exclude<ProcessEffect, { do: 'quit' }> }
  | { do: 'migrations'; effect: Exclude<MigrationEffect, { do: 'quit' }> }
  | { do: 'history'; effect: Exclude<HistoryEffect, { do: 'quit' }> }
  | { do: 'run'; effect: Exclude<RunEffect, { do: 'quit' }> };

type Step = [Model, Effect[]];

export function update(model: Model, event: OmviewEvent, nowMs: number): Step {
  switch (event.on) {
    case 'nodes': {
      const [next, effects] = toNodes(model, event.event);
      // Each knows what it has asked for.
      if (event.event.on !== 'history') return [next, effects];
      const [both, more] = toAnalyzer(next, event.event);
      return [both, [...effects, ...more]];
    }
    case 'processes':
      return toProcesses(model, event.event);
    case 'migrations':
      return toMigrations(model, event.event, nowMs);
    case 'history':
      return toHistory(model, event.event);
    case 'run':
      return toRun(model, event.event);
    case 'state': {
      const { atMs, self, state } = event;
      const unseen = { events: state.missed, things: state.omitted };
      const told: MigmonEvent = { on: 'state', self, nodes: state.nodes, tasks: state.tasks, unseen };
      const [next, effects] = both(model, { on: 'state', atMs, state }, told, nowMs);
      if (model.tab !== 'analyzer') return [next, effects];
      const [analyzed, more] = toAnalyzer(next, { on: 'state', atMs, state });
      return [analyzed, [...effects, ...more]];
    }
    case 'life':
      return both(model, event, event, nowMs);
    case 'lost':
      return both(model, event, { on: 'lost', why: event.reason }, nowMs);
    case 'resize': {
      const resize = { ...event, height: Math.max(0, event.height - TAB_ROWS) };
      const [one, first] = both(model, resize, resize, nowMs);
      const [two, second] = toProcesses(one, resize);
      const [three, third] = toHistory(two, resize);
      return [three, [...first, ...second, ...third]];
    }
    case 'key': {
      const tab = tabOfKey(event.key, model.tab);
      return tab === null ? toTab(model, event, nowMs) : show(model, tab);
    }
    case 'mouse': {
      if (event.y >= TAB_ROWS) return toTab(model, { ...event, y: event.y - TAB_ROWS }, nowMs);
      const tab = event.action === 'down' ? tabAt(event.x) : null;
      // A task that is carried is carried on below the bar.
      if (tab === null || model.migrations.drag.is === 'dragging')
        return toTab(model, { ...event, y: 0 }, nowMs);
      return show(model, tab);
    }
  }
}

/** True while the picture changes by itself. */
export const isAnimated = (model: Model): boolean => model.tab === 'migrations' && isMoving(model.migrations);

/** True while a history that is seen is played. */
export const isPlayed = (model: Model): boolean => model.tab === 'history' && model.history.isPlaying;

const show = (model: Model, tab: TabName): Step =>
  tab === model.tab ? [model, []] : [{ ...model, tab }, [{ do: 'shown', tab }]];

/** Nodes and tasks are the same for both; who is not seen is up to date when it is. */
function both(model: Model, one: MosmonEvent, other: MigmonEvent, nowMs: number): Step {
  const [first, effects] = toNodes(model, one);
  const [second, more] = toMigrations(first, other, nowMs);
  return [second, [...effects, ...more]];
}

function toTab(model: Model, event: TerminalEvent, nowMs: number): Step {
  if (model.tab === 'migrations') {
    const known = fromTerminal(event);
    return known === null ? [model, []] : toMigrations(model, known, nowMs);
  }
  // Only where tasks are dragged does motion say anything.
  if (event.on === 'mouse' && event.action === 'move') return [model, []];
  if (model.tab === 'history') return toHistory(model, event);
  if (model.tab === 'analyzer') return toAnalyzer(model, event);
  if (model.tab === 'run') return toRun(model, event);
  return model.tab === 'nodes' ? toNodes(model, event) : toProcesses(model, event);
}

function toNodes(model: Model, event: MosmonEvent): Step {
  const [next, effects] = nodes(model.nodes, event);
  return [
    { ...model, nodes: next },
    effects.map((effect): Effect => (effect.do === 'quit' ? effect : { do: 'nodes', effect })),
  ];
}

/** mosmon's own doing, of which only the chart is kept. */
function toAnalyzer(model: Model, event: MosmonEvent): Step {
  const [next, effects] = nodes(analyzing(model.nodes, model.analyzer), event);
  return [
    { ...model, analyzer: analyzerOf(next, model.analyzer) },
    effects.map((effect): Effect => (effect.do === 'quit' ? effect : { do: 'nodes', effect })),
  ];
}

function toRun(model: Model, event: RunEvent): Step {
  const [next, effects] = run(model.run, event);
  return [
    { ...model, run: next },
    effects.map((effect): Effect => (effect.do === 'quit' ? effect : { do: 'run', effect })),
  ];
}

function toProcesses(model: Model, event: MtopEvent): Step {
  const [next, effects] = processes(model.processes, event);
  return [
    { ...model, processes: next },
    effects.map((effect): Effect => (effect.do === 'quit' ? effect : { do: 'processes', effect })),
  ];
}

function toHistory(model: Model, event: HistoryEvent): Step {
  const [next, effects] = history(model.history, event);
  return [
    { ...model, history: next },
    effects.map((effect): Effect => (effect.do === 'quit' ? effect : { do: 'history', effect })),
  ];
}

function toMigrations(model: Model, event: MigmonEvent, nowMs: number): Step {
  const [next, effects] = migrations(model.migrations, event, nowMs);
  if (next === model.migrations && effects.length === 0) return [model, []];
  return [
    { ...model, migrations: next },
    effects.map((effect): Effect => (effect.do === 'quit' ? effect : { do: 'migrations', effect })),
  ];
}
