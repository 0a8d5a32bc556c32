import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { nodeOf } from '../../tui/migmon/layout.ts';
import type { LogLine } from '../../tui/migmon/log.ts';
import { metricOf } from '../../tui/mosmon/metrics.ts';
import { scalesOf } from '../../tui/mosmon/nodes.ts';
import { stateOf } from '../../tui/mosmon/words.ts';
import { bytes, cpuTime } from '../../tui/table.ts';
import { children, html, say, set } from './dom.ts';
import { type Model, nameOf, nodesOf, tasksOf } from './model.ts';
import { classOf, heldWords } from './words.ts';

interface Column<Row> {
  title: string;
  /** `number`: to the right; `wide`: not where there is little room, `extra`: where there is not much; `long`: in several lines. */
  class?: string;
  /** Once for each row; the text is set by itself where `text` is there. */
  text?(row: Row): string;
  fill?(cell: HTMLElement, row: Row): void;
}

/** Rows by key, so that nothing moves or loses the focus because something changed. */
class Table<Row> {
  private readonly body = html('tbody');

  constructor(
    element: HTMLElement,
    private readonly columns: readonly Column<Row>[],
    private readonly keyOf: (row: Row) => string | number,
    private readonly classOf: (row: Row) => string,
  ) {
    const titles = columns.map((column) =>
      html('th', { scope: 'col', class: column.class ?? '' }, column.title),
    );
    element.append(html('thead', {}, html('tr', {}, ...titles)), this.body);
  }

  show(rows: readonly Row[]): void {
    children(
      this.body,
      rows,
      this.keyOf,
      (row) =>
        html(
          'tr',
          { 'data-key': this.keyOf(row) },
          ...this.columns.map((column) => html('td', { class: column.class ?? '' })),
        ),
      (line, row) => {
        set(line, { class: this.classOf(row) });
        for (const [at, { text, fill }] of this.columns.entries()) {
          const cell = line.children[at] as HTMLElement;
          if (text) say(cell, text(row));
          fill?.(cell, row);
        }
      },
    );
  }
}

/** A bar and its number. */
function gauge(cell: HTMLElement, part: number, tone: string, text: string): void {
  if (cell.children.length === 0) cell.append(html('span', { class: 'bar' }, html('i')), html('span'));
  const [bar, words] = cell.children as unknown as [HTMLElement, HTMLElement];
  set(bar, { class: `bar ${tone}` });
  const width = `${Math.round(100 * Math.max(0, Math.min(1, part)))}%`;
  const fill = bar.firstElementChild as HTMLElement;
  if (fill.style.width !== width) fill.style.width = width;
  say(words, text);
}

export class NodesTable {
  private scales: ReturnType<typeof scalesOf> = new Map();
  private readonly table: Table<NodeViewMessage>;

  constructor(element: HTMLElement) {
    const measured = (name: 'load' | 'speed' | 'memory', title: string): Column<NodeViewMessage> => {
      const metric = metricOf(name);
      return {
        title,
        ...(name === 'speed' && { class: 'wide' }),
        fill: (cell, { info, state }) => {
          const value = metric.value(info);
          const part = state === 'dead' ? 0 : value / this.scales.get(metric)!;
          gauge(cell, part, classOf(metric.style(value)), metric.short(info));
        },
      };
    };
    this.table = new Table(
      element,
      [
        { title: 'ID', class: 'number', text: ({ info }) => String(info.id) },
        { title: 'Name', text: ({ info, isSelf }) => (isSelf ? `${info.name} (here)` : info.name) },
        {
          title: 'State',
          fill: (cell, node) => {
            const state = stateOf(node);
            say(cell, state.text);
            set(cell, { class: classOf(state) });
          },
        },
        measured('load', 'Load'),
        measured('memory', 'Memory'),
        measured('speed', 'Speed'),
        { title: 'CPUs', class: 'number extra', text: ({ info }) => String(info.cpus) },
        { title: 'Tasks', class: 'number wide', text: ({ info }) => String(info.guests) },
        { title: 'Node.js', class: 'extra', text: ({ info }) => info.nodeVersion },
      ],
      ({ info }) => info.id,
      ({ state }) => (state === 'alive' ? '' : 'gone'),
    );
  }

  show(model: Model): void {
    const nodes = nodesOf(model);
    this.scales = scalesOf(nodes);
    this.table.show(nodes);
  }
}

export class TasksTable {
  private chosen: string | null = null;
  private readonly table: Table<TaskStatus>;

  constructor(element: HTMLElement) {
    this.table = new Table(
      element,
      [
        { title: 'PID', class: 'number', text: ({ pid }) => String(pid) },
        { title: 'Command', class: 'long', text: ({ command }) => command },
        { title: 'Node', class: 'number', text: (task) => String(nodeOf(task)) },
        { title: 'Home', class: 'number extra', text: ({ home }) => String(home) },
        { title: 'State', class: 'extra', text: ({ state }) => state },
        {
          title: 'CPU',
          class: 'number',
          text: ({ cpuShare }) => (cpuShare === null ? '–' : `${Math.round(100 * cpuShare)}%`),
        },
        { title: 'Time', class: 'number extra', text: ({ cpuMs }) => cpuTime(cpuMs) },
        { title: 'Memory', class: 'number wide', text: ({ memoryBytes }) => bytes(memoryBytes) },
        { title: 'Moves', class: 'number wide', text: ({ nmigs }) => String(nmigs) },
        { title: 'Held by', class: 'long wide', text: heldWords },
        {
          title: '',
          fill: (cell, { task, pid }) => {
            if (cell.children.length === 0)
              cell.append(
                html('button', { type: 'button', 'data-move': task, 'aria-label': `Move ${pid}` }, 'Move…'),
              );
          },
        },
      ],
      ({ task }) => task,
      ({ task }) => (task === this.chosen ? 'chosen' : ''),
    );
  }

  show(model: Model): void {
    this.chosen = model.selected;
    this.table.show(tasksOf(model));
  }
}

export class LogTable {
  private shown: Model['log'] | null = null;
  private names: ReadonlyMap<string, string> = new Map();
  private readonly table: Table<LogLine & { at: number }>;

  constructor(element: HTMLElement) {
    this.table = new Table(
      element,
      [
        { title: 'Time', text: ({ atMs }) => new Date(atMs).toLocaleTimeString() },
        { title: 'Task', text: ({ task }) => this.names.get(task) ?? task },
        { title: 'Nodes', text: ({ way }) => way },
        { title: 'Frozen', class: 'number', text: ({ freeze }) => freeze },
        { title: 'State', class: 'number wide', text: ({ state }) => state },
        { title: 'Why', class: 'long', text: ({ why }) => why },
      ],
      ({ at, atMs, task }) => `${atMs} ${task} ${at}`,
      ({ tone }) => (tone === 'plain' ? '' : tone),
    );
  }

  /** The newest above. */
  show(model: Model): void {
    if (model.log === this.shown) return;
    this.shown = model.log;
    this.names = new Map(model.log.map(({ task }) => [task, nameOf(model, task)]));
    const seen = new Map<string, number>();
    const lines = model.log.map((line) => {
      const key = `${line.atMs} ${line.task}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      return { ...line, at: seen.get(key)! };
    });
    this.table.show(lines.reverse());
  }
}
