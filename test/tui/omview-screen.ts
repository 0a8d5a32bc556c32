/** omview without a terminal: what happens, what it asks for, and what it shows. */
import type { SeenTask } from '../../protocol/seen.ts';
import type { TerminalEvent } from '../../tui/events.ts';
import { type Model, newModel } from '../../tui/omview/model.ts';
import type { TabName } from '../../tui/omview/tabs.ts';
import { type Effect, type OmviewEvent, update } from '../../tui/omview/update.ts';
import { view } from '../../tui/omview/view.ts';
import { paint, textOf } from '../../tui/paint.ts';
import { nodes, task } from './pictures.ts';

const agent = {
  pid: 1,
  version: '0',
  sshNative: true,
  ephemeral: false,
  runtime: '/r',
  startedAtMs: 0,
  trouble: null,
};

export class Screen {
  model: Model;
  asked: Effect[] = [];
  constructor(
    tab: TabName,
    readonly width = 80,
    readonly height = 24,
    private readonly there = nodes(3),
    private readonly tasks = [task(4711), task(4712, 2, { command: 'sieve.ts', lock: true })],
  ) {
    this.model = newModel(tab, 0);
    const seen = {
      tasks: tasks.map((one): SeenTask => ({ ...one, via: '/a' })),
      nodes: there,
      missing: [],
      time: '12:00:00',
    };
    this.happen({ on: 'resize', width, height });
    this.state(0);
    this.happen({ on: 'processes', event: { on: 'seen', seen } });
  }
  /** The agent tells what it sees. */
  state(atMs: number): this {
    const { there, tasks } = this;
    const state = { op: 'state', id: 0, nodes: there, tasks, agent, missed: 0, omitted: 0 } as const;
    return this.happen({ on: 'state', atMs, self: 1, state });
  }
  happen(event: OmviewEvent): this {
    const [model, effects] = update(this.model, event, 0);
    this.model = model;
    this.asked.push(...effects);
    return this;
  }
  keys(...keys: string[]): this {
    for (const key of keys) this.happen({ on: 'key', key, atMs: 0 });
    return this;
  }
  /** Letters, one by one. */
  typed(text: string): this {
    return this.keys(...[...text].map((char) => (char === ' ' ? 'space' : char)));
  }
  mouse(action: Extract<TerminalEvent, { on: 'mouse' }>['action'], at: { x: number; y: number }): this {
    return this.happen({ on: 'mouse', action, button: 'left', ...at, atMs: 0 });
  }
  /** Where a text stands. */
  at(text: string): { x: number; y: number } {
    const lines = this.text.split('\n');
    const y = lines.findIndex((line) => line.includes(text));
    return { x: lines[y]!.indexOf(text), y };
  }
  show(charset: 'utf8' | 'ascii'): string {
    return textOf(paint(view(this.model)(this), this, charset));
  }
  get text(): string {
    return this.show('utf8');
  }
}
