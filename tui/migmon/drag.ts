import type { Point } from '../scene.ts';

/** The mouse, as the terminal tells it. */
export interface Mouse {
  kind: 'down' | 'drag' | 'up' | 'move';
  at: Point;
  atMs: number;
}

export type Drag =
  | { is: 'idle'; clicked: { what: string | number; atMs: number } | null }
  | { is: 'pressed'; task: string; from: Point; atMs: number }
  /** `over`: the node under the pointer, and why the task may not go there. */
  | { is: 'dragging'; task: string; at: Point; over: { node: number; refusal: string | null } | null };

export type DragEffect =
  | { do: 'select'; task: string }
  | { do: 'inspect'; node: number }
  | { do: 'centre'; node: number }
  | { do: 'migrate'; task: string; to: number }
  | { do: 'home'; task: string }
  | { do: 'say'; text: string; tone: 'plain' | 'bad' };

/** What the machine asks of the picture. */
export interface Ground {
  under(point: Point): { task: string | null; node: number | null };
  nodeOf(task: string): number | null;
  refusal(task: string, node: number): string | null;
}

export const DOUBLE_CLICK_MS = 400;
export const idle: Drag = { is: 'idle', clicked: null };

/** Press on a task, carry it, let it go on a node. Two presses on one task bring it home, two on a node put that in the middle. */
export function stepDrag(drag: Drag, { kind, at, atMs }: Mouse, ground: Ground): [Drag, DragEffect[]] {
  if (kind === 'move') return [drag, []];
  const { task, node } = ground.under(at);
  if (kind === 'down') {
    const clicked = drag.is === 'idle' ? drag.clicked : null;
    const isSecond = (what: string | number): boolean =>
      clicked?.what === what && atMs - clicked.atMs <= DOUBLE_CLICK_MS;
    if (task === null) {
      if (node === null) return [idle, []];
      if (isSecond(node)) return [idle, [{ do: 'centre', node }]];
      return [{ is: 'idle', clicked: { what: node, atMs } }, [{ do: 'inspect', node }]];
    }
    if (isSecond(task)) return [idle, [{ do: 'home', task }]];
    return [{ is: 'pressed', task, from: at, atMs }, [{ do: 'select', task }]];
  }
  if (drag.is === 'idle') return [drag, []];
  if (kind === 'drag') {
    if (drag.is === 'pressed' && drag.from.x === at.x && drag.from.y === at.y) return [drag, []];
    return [{ is: 'dragging', task: drag.task, at, over: overOf(drag.task, node, ground) }, []];
  }
  // A terminal may tell press and release only.
  const moved = drag.is === 'dragging' || drag.from.x !== at.x || drag.from.y !== at.y;
  if (!moved) return [{ is: 'idle', clicked: { what: drag.task, atMs: drag.atMs } }, []];
  return [idle, drop(drag.task, overOf(drag.task, node, ground))];
}

/** Escape, or the task has ended meanwhile. */
export function cancelDrag(drag: Drag, text: string): [Drag, DragEffect[]] {
  return drag.is === 'dragging' ? [idle, [{ do: 'say', text, tone: 'plain' }]] : [idle, []];
}

type Over = Extract<Drag, { is: 'dragging' }>['over'];

/** Over the node where it executes it is over nothing: there it may be put back. */
function overOf(task: string, node: number | null, ground: Ground): Over {
  if (node === null || ground.nodeOf(task) === node) return null;
  return { node, refusal: ground.refusal(task, node) };
}

function drop(task: string, over: Over): DragEffect[] {
  if (over === null)
    return [{ do: 'say', text: 'let go where no other node is: nothing moves', tone: 'plain' }];
  if (over.refusal !== null) return [{ do: 'say', text: over.refusal, tone: 'bad' }];
  return [{ do: 'migrate', task, to: over.node }];
}
