import type { Rect } from '../scene.ts';
import { nextNode } from './arrows.ts';
import { openMenu, type SignalMenu, type SignalOrder, stepMenu } from './signal-menu.ts';

/** What the keys are for just now. */
export type Mode =
  | { is: 'tasks' }
  | Target
  /** `k`: the signals to choose from. */
  | SignalMenu
  | { is: 'help' };

export type KeyEffect =
  | { do: 'select'; task: string }
  | { do: 'migrate'; task: string; to: number }
  | { do: 'home'; task: string }
  | { do: 'balance'; task: string }
  | SignalOrder
  | { do: 'lock'; task: string }
  | { do: 'undo' }
  | { do: 'centre'; node: number }
  | { do: 'table' }
  | { do: 'cancel' }
  | { do: 'scrollLog'; by: number }
  | { do: 'scrollNodes'; by: number }
  | { do: 'scrollTasks'; by: number }
  | { do: 'quit' }
  | { do: 'say'; text: string; tone: 'plain' | 'bad' };

/** `m` and `v`: the node under the cursor, or the digits of its ID. `task` null: it is for the middle. */
interface Target {
  is: 'target';
  task: string | null;
  over: number | null;
  digits: string;
}

export interface Board {
  /** In the order of the picture. */
  tasks: readonly string[];
  selected: string | null;
  /** Whose agent tells. */
  agent: number;
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
  if (mode.is === 'signal') {
    const [menu, effects] = stepMenu(mode, key);
    return [menu ?? { is: 'tasks' }, effects];
  }
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
    case 'u':
      return [mode, [{ do: 'undo' }]];
    case 't':
      return [mode, [{ do: 'table' }]];
    case 'v':
      return [{ is: 'target', task: null, over: board.agent, digits: '' }, []];
    case 'h':
    case 'b':
    case 'f':
    case 'c':
    case 'l':
    case 'k':
    case 'm':
    case 'enter':
      return selected === null ? [mode, say(NONE)] : order(mode, key, selected, board);
    default:
      return [mode, []];
  }
}

/** What a key asks for the chosen task. */
function order(mode: Mode, key: string, task: string, board: Board): [Mode, KeyEffect[]] {
  switch (key) {
    case 'h':
      return [mode, [{ do: 'home', task }]];
    case 'b':
      return [mode, [{ do: 'balance', task }]];
    case 'f':
      return [mode, [{ do: 'signal', task, signal: 'SIGSTOP' }]];
    case 'c':
      return [mode, [{ do: 'signal', task, signal: 'SIGCONT' }]];
    case 'l':
      return [mode, [{ do: 'lock', task }]];
    case 'k':
      return [openMenu(task), []];
    default: {
      const open = board.nodes.find(({ id }) => board.refusal(task, id) === null);
      return [{ is: 'target', task, over: open?.id ?? null, digits: '' }, []];
    }
  }
}

function walk({ tasks: all, selected }: Board, by: number): KeyEffect[] {
  if (all.length === 0) return say(NONE);
  const at = selected === null ? -1 : all.indexOf(selected);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
  return [{ do: 'select', task: all[next]! }];
}

function target(mode: Target, key: string, board: Board): [Mode, KeyEffect[]] {
  if (/^\d$/.test(key)) {
    const digits = (mode.digits + key).slice(0, 5);
    return [{ ...mode, digits, over: board.ids.includes(Number(digits)) ? Number(digits) : null }, []];
  }
  switch (key) {
    case 'escape':
    case 'q':
      return [{ is: 'tasks' }, say(mode.task === null ? 'the middle stays' : 'nothing moves')];
    case 'backspace':
      return [{ ...mode, digits: mode.digits.slice(0, -1) }, []];
    case 'h':
      return mode.task === null ? [mode, []] : [{ is: 'tasks' }, [{ do: 'home', task: mode.task }]];
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
  if (mode.task === null) return [{ is: 'tasks' }, [{ do: 'centre', node: mode.over }]];
  const why = board.refusal(mode.task, mode.over);
  if (why !== null) return [{ ...mode, digits: '' }, [{ do: 'say', text: why, tone: 'bad' }]];
  return [{ is: 'tasks' }, [{ do: 'migrate', task: mode.task, to: mode.over }]];
}
