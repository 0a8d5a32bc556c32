import type { TaskLifeEvent } from '../../protocol/task.ts';
import type { MouseEvent, TerminalEvent } from '../events.ts';
import { askAgain, keyInChart } from './chart/keys.ts';
import { type Remembered, SPANS } from './chart/model.ts';
import type { Effect } from './effects.ts';
import { pressed } from './keys.ts';
import { nodeAt } from './layout.ts';
import type { Model, Said, Seen } from './model.ts';
import { keyInPane, lookAgain } from './pane/keys.ts';
import { type Looked, looking } from './pane/model.ts';
import { remembered } from './past.ts';
import { searching } from './search.ts';
import { moved, selectedOf, settled } from './select.ts';

export type MosmonEvent =
  | TerminalEvent
  | { on: 'state'; atMs: number; state: Seen }
  | { on: 'life'; event: TaskLifeEvent }
  | { on: 'lost'; reason: string }
  /** What was asked about a node, as far as it was answered. */
  | { on: 'looked'; node: number; looked: Looked }
  /** What the agent remembers, as it was asked for. */
  | { on: 'history'; node: number | null; spanMs: number; told: Remembered }
  | { on: 'said'; text: string; tone: Said['tone'] }
  | { on: 'addresses'; addresses: ReadonlyMap<number, string> }
  /** How what was wanted of a node, or of all, goes on, or came out. */
  | { on: 'answer'; node: number; text: string; tone: Said['tone'] };

const WHEEL_NODES = 3;

export function update(model: Model, event: MosmonEvent): [Model, Effect[]] {
  switch (event.on) {
    case 'state': {
      const nodes = [...event.state.nodes].sort((a, b) => a.info.id - b.info.id);
      const past = remembered(model.past, nodes, event.atMs);
      const now = settled({ ...model, state: { ...event.state, nodes }, lost: null, past });
      const [looking, look] = lookAgain(now, event.atMs);
      const [asking, ask] = askAgain(looking, event.atMs);
      return [asking, [...look, ...ask]];
    }
    case 'life':
      return [{ ...model, lastEvent: event.event }, []];
    case 'lost':
      return [{ ...model, lost: event.reason }, []];
    case 'resize':
      return [settled({ ...model, width: event.width, height: event.height }), []];
    case 'looked':
      return [
        model.pane?.node === event.node ? { ...model, pane: { ...model.pane, looked: event.looked } } : model,
        [],
      ];
    case 'history': {
      const { chart } = model;
      const isMeant = chart !== null && chart.node === event.node && SPANS[chart.span]!.ms === event.spanMs;
      return [isMeant ? { ...model, chart: { ...chart, told: event.told } } : model, []];
    }
    case 'said':
      return [{ ...model, said: { text: event.text, tone: event.tone } }, []];
    case 'addresses':
      return [{ ...model, addresses: event.addresses }, []];
    case 'answer':
      return [
        { ...model, said: { text: event.text, tone: event.tone } },
        // What was done shows, where it is looked at.
        model.pane?.node === event.node && event.tone !== 'plain' ? looking(event.node) : [],
      ];
    case 'key':
      return key(model.said === null ? model : { ...model, said: null }, event.key);
    case 'mouse':
      return mouse(model, event);
  }
}

function key(model: Model, name: string): [Model, Effect[]] {
  if (model.search !== null) return [searching(model, name), []];
  if (model.chart !== null && !model.showHelp) return keyInChart(model, model.chart, name);
  if (model.pane !== null && !model.showHelp) return keyInPane(model, model.pane, name);
  return pressed(model, name);
}

function mouse(model: Model, { action, button, x, y }: MouseEvent): [Model, Effect[]] {
  const wheel = action === 'wheeldown' ? 1 : action === 'wheelup' ? -1 : 0;
  if (model.chart !== null)
    return wheel === 0 ? [model, []] : keyInChart(model, model.chart, wheel > 0 ? ']' : '[');
  if (model.pane !== null)
    return wheel === 0 ? [model, []] : keyInPane(model, model.pane, wheel > 0 ? 'down' : 'up');
  if (wheel !== 0) return [moved(model, wheel * WHEEL_NODES), []];
  if (action !== 'down' || button !== 'left' || model.showHelp) return [model, []];
  const id = nodeAt(model, { x, y });
  if (id === null) return [model, []];
  // A click chooses, and another one opens.
  if (selectedOf(model) === id && model.selected !== null) return pressed(model, 'enter');
  return [settled({ ...model, selected: id }), []];
}
