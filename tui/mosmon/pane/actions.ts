import type { NodeInfo } from '../../../protocol/node.ts';
import type { Effect } from '../effects.ts';

/** What can be said to a node: it is asked for first, and then done. */
export interface Action {
  /** What is asked, and what comes of it. */
  question: string;
  effect: Effect;
}

export interface ActionKey {
  key: string;
  /** In a word, as `mosctl` says it, for what the node is now. */
  word(info: NodeInfo): string;
  action(info: NodeInfo): Action;
}

const called = ({ id, name }: NodeInfo): string => `node ${id} (${name})`;

const set = (
  info: NodeInfo,
  settings: Extract<Effect, { do: 'set' }>['settings'],
  question: string,
): Action => ({ question, effect: { do: 'set', node: info.id, settings } });

export const actionKeys: readonly ActionKey[] = [
  {
    key: 's',
    word: ({ stay }) => (stay ? 'nostay' : 'stay'),
    action: (info) =>
      info.stay
        ? set(info, { stay: false }, `May tasks leave ${called(info)} by themselves?`)
        : set(info, { stay: true }, `Shall nothing leave ${called(info)} by itself?`),
  },
  {
    key: 'S',
    word: ({ lstay }) => (lstay ? 'nolstay' : 'lstay'),
    action: (info) =>
      info.lstay
        ? set(info, { lstay: false }, `May the own tasks of ${called(info)} leave by themselves?`)
        : set(info, { lstay: true }, `Shall the own tasks of ${called(info)} stay at home?`),
  },
  {
    key: 'b',
    word: ({ blocked }) => (blocked ? 'noblock' : 'block'),
    action: (info) =>
      info.blocked
        ? set(info, { block: false }, `Shall ${called(info)} accept guests again?`)
        : set(info, { block: true }, `Shall ${called(info)} accept no guests? Those that are there stay.`),
  },
  {
    key: 'u',
    word: ({ quiet }) => (quiet ? 'noquiet' : 'quiet'),
    action: (info) =>
      info.quiet
        ? set(info, { quiet: false }, `Shall ${called(info)} announce its load again?`)
        : set(
            info,
            { quiet: true },
            `Shall ${called(info)} announce no load, so that nothing is sent there?`,
          ),
  },
  {
    key: 'e',
    word: () => 'expel',
    action: (info) => ({
      question: `Send all guests of ${called(info)} away, and accept no more?`,
      effect: { do: 'clear', node: info.id, verb: 'expel' },
    }),
  },
  {
    key: 'g',
    word: () => 'bring',
    action: (info) => ({
      question: `Bring all tasks of ${called(info)} home, where they stay?`,
      effect: { do: 'clear', node: info.id, verb: 'bring' },
    }),
  },
];

export const LEAST_SPEED = 100;
export const MOST_SPEED = 10_000_000;

export const speedAction = (info: NodeInfo, speed: number): Action =>
  set(info, { speed }, `Set the speed of ${called(info)} to ${speed}? (${measured(info)})`);

export const measuredAction = (info: NodeInfo): Action =>
  set(info, { speed: null }, `Let the speed of ${called(info)} be what was measured? (${measured(info)})`);

export const measured = ({ speed, tuned }: NodeInfo): string =>
  tuned?.speed === undefined
    ? `as measured: ${Math.round(speed)}`
    : `set: ${Math.round(speed)}, measured: ${Math.round(tuned.measured)}`;

/** So many steps of the slider: a twentieth, in round numbers. */
export function stepped(speed: number, by: number): number {
  const step = Math.max(LEAST_SPEED, 10 ** Math.floor(Math.log10(speed)) / 20);
  const next = (Math.round(speed / step) + by) * step;
  return Math.min(MOST_SPEED, Math.max(LEAST_SPEED, next));
}
