/** A mouse on the screen of a terminal: where things stand, and carrying one to another. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Point } from '../../tui/scene.ts';
import type { Tmux } from './tmux.ts';

const LEFT = 0;
const MOTION = 32;

/** Where a text stands on the screen, once it does; for pictures whose characters take one cell each. */
export async function find(tmux: Tmux, text: string): Promise<Point> {
  for (;;) {
    for (const [y, line] of tmux.screen().split('\n').entries()) {
      const x = line.indexOf(text);
      if (x >= 0) return { x, y };
    }
    await sleep(50);
  }
}

export function press(tmux: Tmux, at: Point): void {
  tmux.mouse({ code: LEFT, ...at });
}
/** With the button held. */
export function carry(tmux: Tmux, ...way: Point[]): void {
  tmux.mouse(...way.map((at) => ({ code: LEFT + MOTION, ...at })));
}
export function release(tmux: Tmux, at: Point): void {
  tmux.mouse({ code: LEFT, ...at, up: true });
}
export function doubleClick(tmux: Tmux, at: Point): void {
  const click = [
    { code: LEFT, ...at },
    { code: LEFT, ...at, up: true },
  ];
  tmux.mouse(...click, ...click);
}

/** In migmon: takes the task with that name (`4711 compute-pi`) to the box of a node with that title. */
export async function dragTask(tmux: Tmux, name: string, title: string): Promise<void> {
  const task = await find(tmux, name);
  const edge = await find(tmux, ` ${title} `);
  const target = { x: edge.x + 3, y: edge.y + 2 };
  press(tmux, task);
  carry(tmux, { x: task.x - 2, y: task.y + 1 }, target);
  await tmux.shows(new RegExp(`let go: ${name} migrates to node ${title}`));
  release(tmux, target);
}
