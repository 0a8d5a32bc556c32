import type { Rect } from '../scene.ts';
import { centre, distance } from './geometry.ts';

/** What the keys are for just now. */
export type Mode =
  | { is: 'tasks' }
  /** `m`: the node under the cursor, or the digits of its ID. */
  | { is: 'target'; task: string; over: number | null; digits: string }
  | { is: 'help' };

export type KeyEffect =
  | { do: 'select'; task: string }
  | { do: 'migrate'; task: string; to: number }
  | { do: 'home'; task: string }
  | { do: 'balance'; task: string }
  | { do: 'cancel' }
  | { do: 'scrollLog'; by: number }
  | { do: 'scrollNodes'; by: number }
  | { do: 'quit' }
  | { do: 'say'; text: string; tone: 'plain' | 'bad' };

export interface Board {
  /** In the order of the picture. */
  tasks: readonly string[];
  selected: string | null;
  nodes: readonly { id: number; rect: Rect }[];
  /** Every known ID: of many nodes not all are in the picture. */
  ids: readonly number[];
  nodeOf(task: string): number | null;
  refusal(task: string, node: number): string | null;
}

const PAGE = 5;
const say = (text: string): KeyEffect[] => [{ do: 'say', text, tone: 'plain' }];
const NONE = 'no task is chosen: start one with omrun, then Tab';

export function stepKey(mode: Mode, key: string, board: Board): [Mode, KeyEffect[]] {
  if (mode.is === 'help') return [{ is: 'tasks' }, key === 'q' ? [{ do: 'quit' }] : []];
  if (mode.is === 'target') return target(mode, key, board);
  return tasks(mode, key, board);
}

function tasks(mode: Mode, key: string, board: Board): [Mode, KeyEffect[]] {
  const { selected } = board;
  switch (key) {
    case 'q':
      return [mode, [{ do: 'quit' }]];
    case '?':
    case 'f1':
      return [{ is: 'help' }, []];
    case 'escape':
      return [mode, [{ do: 'cancel' }]];
    case 'tab':
    case 'down':
    case 'right':
      return [mode, walk(board, 1)];
    case 'S-tab':
    case 'up':
    case 'left':
      return [mode, walk(board, -1)];
    case 'pageup':
    case 'pagedown':
      return [mode, [{ do: 'scrollLog', by: key === 'pageup' ? PAGE : -PAGE }]];
    case '[':
    case ']':
      return [mode, [{ do: 'scrollNodes', by: key === '[' ? -PAGE : PAGE }]];
    case 'h':
      return [mode, selected === null ? say(NONE) : [{ do: 'home', task: selected }]];
    case 'b':
      return [mode, selected === null ? say(NONE) : [{ do: 'balance', task: selected }]];
    case 'm':
    case 'enter': {
      if (selected === null) return [mode, say(NONE)];
      const open = board.nodes.find(({ id }) => board.refusal(selected, id) === null);
      return [{ is: 'target', task: selected, over: open?.id ?? null, digits: '' }, []];
    }
    default:
      return [mode, []];
  }
}

function walk({ tasks: all, selected }: Board, by: number): KeyEffect[] {
  if (all.length === 0) return say(NONE);
  const at = selected === null ? -1 : all.indexOf(selected);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
  return [{ do: 'select', task: all[next]! }];
}

type Target = Extract<Mode, { is: 'target' }>;

function target(mode: Target, key: string, board: Board): [Mode, KeyEffect[]] {
  if (/^\d$/.test(key)) {
    const digits = (mode.digits + key).slice(0, 5);
    return [{ ...mode, digits, over: board.ids.includes(Number(digits)) ? Number(digits) : null }, []];
  }
  switch (key) {
    case 'escape':
    case 'q':
      return [{ is: 'tasks' }, say('nothing moves')];
    case 'backspace':
      return [{ ...mode, digits: mode.digits.slice(0, -1) }, []];
    case 'h':
      return [{ is: 'tasks' }, [{ do: 'home', task: mode.task }]];
    case 'enter':
      return confirm(mode, board);
    case 'left':
    case 'right':
    case 'up':
    case 'down':
      return [{ ...mode, digits: '', over: nextNode(board.nodes, mode.over, key) }, []];
    case 'tab':
    case 'S-tab': {
      const ids = board.nodes.map(({ id }) => id);
      const at = mode.over === null ? -1 : ids.indexOf(mode.over);
      const next = at < 0 ? 0 : (at + (key === 'tab' ? 1 : -1) + ids.length) % ids.length;
      return [{ ...mode, digits: '', over: ids[next] ?? null }, []];
    }
    default:
      return [mode, []];
  }
}

function confirm(mode: Target, board: Board): [Mode, KeyEffect[]] {
  if (mode.over === null)
    return [
      mode,
      [{ do: 'say', text: mode.digits === '' ? 'no node is chosen' : `no node ${mode.digits}`, tone: 'bad' }],
    ];
  const why = board.refusal(mode.task, mode.over);
  if (why !== null) return [{ ...mode, digits: '' }, [{ do: 'say', text: why, tone: 'bad' }]];
  return [{ is: 'tasks' }, [{ do: 'migrate', task: mode.task, to: mode.over }]];
}

/** The nearest node in the direction of the arrow. */
export function nextNode(
  nodes: Board['nodes'],
  from: number | null,
  arrow: 'left' | 'right' | 'up' | 'down',
): number | null {
  const here = nodes.find(({ id }) => id === from) ?? nodes[0];
  if (!here) return null;
  const origin = centre(here.rect);
  const best = nodes
    .filter(({ id }) => id !== here.id)
    .map(({ id, rect }) => {
      const { x, y } = centre(rect);
      const [dx, dy] = [x - origin.x, 2 * (y - origin.y)];
      const along = { left: -dx, right: dx, up: -dy, down: dy }[arrow];
      const aside = arrow === 'left' || arrow === 'right' ? Math.abs(dy) : Math.abs(dx);
      return { id, along, aside, far: distance(origin, { x, y }) };
    })
    .filter(({ along, aside }) => along > 0 && aside <= 3 * along)
    .sort((a, b) => a.far + a.aside - b.far - b.aside)[0];
  return best?.id ?? here.id;
}
