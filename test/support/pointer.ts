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

/** Looks for so long before the hand tries again. */
const LOOKS = 60;
const LOOK_MS = 50;

/**
 * Takes what bears that text along `way`, until the screen says `expected`. The picture may change under the hand (a node that is heard
 * for the first time moves the boxes): then it lets go and takes it anew, as anybody would. The button is still down afterwards.
 */
export async function take(
  tmux: Tmux,
  name: string,
  way: (from: Point) => Promise<Point[]>,
  expected: RegExp,
): Promise<Point> {
  for (;;) {
    const from = await find(tmux, name);
    const points = await way(from);
    press(tmux, from);
    carry(tmux, ...points);
    for (let look = 0; look < LOOKS; look++) {
      if (expected.test(tmux.screen())) return points.at(-1)!;
      await sleep(LOOK_MS);
    }
    tmux.keys('Escape');
    release(tmux, from);
  }
}

/** In migmon: takes the task with that name (`4711 compute-pi`) to the box of a node with that title. */
export async function dragTask(tmux: Tmux, name: string, title: string): Promise<void> {
  const way = async (from: Point): Promise<Point[]> => {
    const edge = await find(tmux, ` ${title} `);
    return [
      { x: from.x - 2, y: from.y + 1 },
      { x: edge.x + 3, y: edge.y + 2 },
    ];
  };
  const target = await take(tmux, name, way, new RegExp(`let go: ${name} migrates to node ${title}`));
  release(tmux, target);
}
