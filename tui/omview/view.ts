import { view as migrations } from '../migmon/view.ts';
import { view as nodes } from '../mosmon/view.ts';
import { view as processes } from '../mtop/view.ts';
import type { Scene, Size } from '../scene.ts';
import { analyzing } from './analyzer.ts';
import { view as history } from './history/view.ts';
import type { Model } from './model.ts';
import { view as run } from './run/view.ts';
import { below, TAB_ROWS, tabBar } from './tabs.ts';

export const view =
  (model: Model) =>
  (size: Size): Scene => {
    const inner = { ...size, height: Math.max(0, size.height - TAB_ROWS) };
    const scenes = {
      nodes: () => nodes(model.nodes)(inner),
      processes: () => processes(model.processes)(inner),
      migrations: () => migrations(model.migrations),
      history: () => history(model.history)(inner),
      analyzer: () => nodes(analyzing(model.nodes, model.analyzer))(inner),
      run: () => run(model.run)(inner),
    };
    return [...below(scenes[model.tab]()), tabBar(model.tab, size.width)];
  };
