import type { NodeInfo } from '../../../protocol/node.ts';
import type { Effect, Wish } from '../effects.ts';

/** What can be said to a node: it is asked for first, and then done. */
export interface Action {
  /** What is asked, and what comes of it. */
  question: string;
  effect: Effect;
}

export interface ActionKey {
  key: string;
  /** In a word, as `mosctl` says it, for what the nodes are now. */
  word(infos: readonly NodeInfo[]): string;
  action(infos: readonly NodeInfo[]): Action;
}

const called = (infos: readonly NodeInfo[]): string =>
  infos.length === 1 ? `node ${infos[0]!.id} (${infos[0]!.name})` : `all ${infos.length} nodes`;

/** One node answers in its own words, several are counted. */
function wished(infos: readonly NodeInfo[], what: string, wish: (node: number) => Wish): Effect {
  const wishes = infos.map(({ id }) => wish(id));
  return wishes.length === 1 ? wishes[0]! : { do: 'each', what, wishes };
}

/** What is set and taken back by one key: set where it is not set on all. */
const switched = (
  key: string,
  name: 'stay' | 'lstay' | 'block' | 'quiet',
  isSet: (info: NodeInfo) => boolean | undefined,
  words: { on(whom: string): string; off(whom: string): string },
): ActionKey => {
  const word = (infos: readonly NodeInfo[]): string => (infos.every(isSet) ? `no${name}` : name);
  return {
    key,
    word,
    action: (infos) => {
      const on = !infos.every(isSet);
      return {
        question: words[on ? 'on' : 'off'](called(infos)),
        effect: wished(infos, word(infos), (node) => ({ do: 'set', node, settings: { [name]: on } })),
      };
    },
  };
};

const clearing = (key: string, verb: 'expel' | 'bring', question: (whom: string) => string): ActionKey => ({
  key,
  word: () => verb,
  action: (infos) => ({
    question: question(called(infos)),
    effect: wished(infos, verb, (node) => ({ do: 'clear', node, verb })),
  }),
});

export const actionKeys: readonly ActionKey[] = [
  switched('s', 'stay', ({ stay }) => stay, {
    on: (whom) => `Shall nothing leave ${whom} by itself?`,
    off: (whom) => `May tasks leave ${whom} by themselves?`,
  }),
  switched('S', 'lstay', ({ lstay }) => lstay, {
    on: (whom) => `Shall the own tasks of ${whom} stay at home?`,
    off: (whom) => `May the own tasks of ${whom} leave by themselves?`,
  }),
  switched('b', 'block', ({ blocked }) => blocked, {
    on: (whom) => `Shall ${whom} accept no guests? Those that are there stay.`,
    off: (whom) => `Shall ${whom} accept guests again?`,
  }),
  switched('u', 'quiet', ({ quiet }) => quiet, {
    on: (whom) => `Shall ${whom} announce no load, so that nothing is sent there?`,
    off: (whom) => `Shall ${whom} announce its load again?`,
  }),
  clearing('e', 'expel', (whom) => `Send all guests of ${whom} away, and accept no more?`),
  clearing('g', 'bring', (whom) => `Bring all tasks of ${whom} home, where they stay?`),
];

export const LEAST_SPEED = 100;
export const MOST_SPEED = 10_000_000;

const speedSet = (infos: readonly NodeInfo[], speed: number | null): Effect =>
  wished(infos, 'setspeed', (node) => ({ do: 'set', node, settings: { speed } }));

export const speedAction = (infos: readonly NodeInfo[], speed: number): Action => ({
  question: `Set the speed of ${called(infos)} to ${speed}? (${speedsNow(infos)})`,
  effect: speedSet(infos, speed),
});

export const measuredAction = (infos: readonly NodeInfo[]): Action => ({
  question: `Let the speed of ${called(infos)} be what was measured? (${speedsNow(infos)})`,
  effect: speedSet(infos, null),
});

/** What a slider begins with: of several their mean. */
export const speedOf = (infos: readonly NodeInfo[]): number =>
  Math.round(infos.reduce((sum, { speed }) => sum + speed, 0) / infos.length);

export function speedsNow(infos: readonly NodeInfo[]): string {
  if (infos.length === 1) return measured(infos[0]!);
  const speeds = infos.map(({ speed }) => Math.round(speed));
  return `now from ${Math.min(...speeds)} to ${Math.max(...speeds)}`;
}

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
