import { fitted, widthOf } from '../charset.ts';
import { colour, type Scene, type Style, type TextWidget } from '../scene.ts';
import { age, bytes } from '../table.ts';
import { chip, looseChip } from './chips.ts';
import { factsWidget } from './facts.ts';
import { helpWidget } from './help.ts';
import { LEAST } from './layout.ts';
import { isLeaving, linesOf, positionOf } from './lines.ts';
import { logWidgets } from './log-view.ts';
import { type Model, taskOf } from './model.ts';
import { nodeWidgets } from './node-box.ts';
import { menuWidget } from './signal-menu.ts';
import { taskTable } from './task-table.ts';
import { count, hint } from './words.ts';

/** After that a move tells how long it has been on its way. */
const SLOW_MS = 1000;

/** What the screen shows, from below to above. */
export function view(model: Model): Scene {
  const { width, height, drag } = model;
  if (width < LEAST.width || height < LEAST.height) {
    const text = `migmon needs ${LEAST.width} columns and ${LEAST.height} lines`;
    return [{ kind: 'text', id: 'small', at: { x: 0, y: 0, width, height: 1 }, lines: [[{ text }]] }];
  }
  const carried = drag.is === 'dragging' ? taskOf(model, drag.task) : undefined;
  const facts = factsWidget(model);
  const { mode } = model;
  return [
    linesOf(model),
    ...model.layout.nodes.flatMap((place) => nodeWidgets(model, place)),
    ...(model.layout.kind === 'table' ? taskTable(model) : chips(model)),
    ...flying(model),
    header(model),
    ...logWidgets(model, Math.max(0, (facts?.at.height ?? 0) - model.layout.facts.height)),
    ...(facts ? [facts] : []),
    status(model),
    ...(carried && drag.is === 'dragging' ? [looseChip(model, carried, drag.at)] : []),
    ...(mode.is === 'signal' ? [menuWidget(mode, model.names.get(mode.task) ?? mode.task, model)] : []),
    ...(mode.is === 'help' ? [helpWidget(width, height)] : []),
  ];
}

function chips(model: Model): TextWidget[] {
  return model.layout.seats.flatMap((seat) => {
    const task = taskOf(model, seat.task);
    return task ? [chip(model, task, seat, isLeaving(model, seat.task))] : [];
  });
}

function flying(model: Model): TextWidget[] {
  return [...model.flights].flatMap(([name, flight]) => {
    const task = taskOf(model, name);
    if (!task) return [];
    // How much it is, is known when it has been taken down; until then, how long it takes.
    const since = model.nowMs - flight.sinceMs;
    const load = flight.bytes !== null ? ` ${bytes(flight.bytes)}` : since > SLOW_MS ? ` ${age(since)}` : '';
    return [looseChip(model, task, positionOf(model, task, flight), load)];
  });
}

function header(model: Model): TextWidget {
  const bar: Style = { inverse: true };
  const self = model.nodes.find(({ info }) => info.id === model.middle)?.info;
  const whose = model.middle === model.agent ? ' and its tasks' : `, as node ${model.agent} sees it`;
  const left = self ? `node ${self.id} ${self.name}${whose}` : '';
  const alive = model.nodes.filter(({ state }) => state === 'alive').length;
  const all = count(model.nodes.length, 'node');
  const nodes = alive === model.nodes.length ? all : `${alive} of ${all}`;
  const own = model.tasks.filter(({ home }) => home === model.middle);
  const away = own.filter(({ where }) => where !== 0).length;
  const guests = model.tasks.length - own.length;
  const tasks = `${count(own.length, 'task')}, ${away} away${guests > 0 ? ` · ${count(guests, 'guest')}` : ''}`;
  const right = model.lost === null ? `${nodes} · ${tasks} ` : 'no agent ';
  const middle = fitted(`   ${left}`, Math.max(0, model.width - 7 - widthOf(right)));
  const line = [
    { text: ' migmon', ...bar, bold: true },
    { text: middle + right, ...bar },
  ];
  return { kind: 'text', id: 'header', at: model.layout.header, lines: [line], fill: bar };
}

function status(model: Model): TextWidget {
  const { x, y, width, height } = model.layout.status;
  const { text, tone } = hint(model);
  const styles: Record<typeof tone, Style> = {
    bad: { fg: colour.red, bold: true },
    good: { fg: colour.green },
    plain: {},
    faint: { fg: colour.grey },
  };
  const at = { x: x + 1, y, width: width - 2, height };
  return { kind: 'text', id: 'status', at, lines: [[{ text, ...styles[tone] }]] };
}
