import { type Model as Migrations, newModel as newMigrations } from '../migmon/model.ts';
import { type Model as Nodes, newModel as newNodes } from '../mosmon/model.ts';
import { newModel as newProcesses, type Model as Processes } from '../mtop/model.ts';
import { type Analyzer, newAnalyzer } from './analyzer.ts';
import { type Model as History, newModel as newHistory } from './history/model.ts';
import { newModel as newRun, type Model as Run } from './run/model.ts';
import type { TabName } from './tabs.ts';

/** A tab is a monitor as it is by itself, one line less high. */
export interface Model {
  tab: TabName;
  nodes: Nodes;
  processes: Processes;
  migrations: Migrations;
  history: History;
  analyzer: Analyzer;
  run: Run;
}

const LOOK_MS = 2000;

export const newModel = (tab: TabName, nowMs: number): Model => ({
  tab,
  nodes: { ...newNodes('load'), arrangement: 'table', showTotals: false },
  processes: newProcesses({ all: true, sort: '%CPU', delayMs: LOOK_MS }),
  migrations: newMigrations(80, 24, nowMs),
  history: newHistory(),
  analyzer: newAnalyzer(),
  run: newRun(),
});
