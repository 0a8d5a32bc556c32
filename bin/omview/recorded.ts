import { recordedOnly } from '../../tui/mosmon/pane/model.ts';
import type { Seen } from '../../tui/mtop/seen.ts';
import type { Model } from '../../tui/omview/model.ts';
import type { Effect, OmviewEvent } from '../../tui/omview/update.ts';

const WHY = 'this was recorded: nothing can be done to it';

/** What comes of a wish where nobody can carry it out; null: nothing, or somebody can (the past is asked for as ever). */
export function inRecording(effect: Effect): OmviewEvent | null {
  switch (effect.do) {
    case 'nodes': {
      const wanted = effect.effect;
      if (wanted.do === 'history') return null;
      if (wanted.do === 'look')
        return { on: 'nodes', event: { on: 'looked', node: wanted.node, looked: recordedOnly } };
      return { on: 'nodes', event: { on: 'said', text: WHY, tone: 'bad' } };
    }
    case 'processes':
      return effect.effect.do === 'look'
        ? null
        : { on: 'processes', event: { on: 'answer', text: WHY, isGood: false } };
    case 'run':
      return { on: 'run', event: { on: 'started', text: WHY, isGood: false } };
    case 'migrations': {
      const wanted = effect.effect;
      if (wanted.do === 'look') return null;
      const answer = { on: 'answer', task: wanted.task, node: null, error: WHY, event: null } as const;
      const done = { on: 'done', text: WHY, isGood: false } as const;
      return { on: 'migrations', event: wanted.do === 'migrate' ? answer : done };
    }
    case 'history':
    case 'shown':
    case 'quit':
      return null;
  }
}

/** The processes of a moment that was recorded: what its agent told of tasks. */
export function seenThen({ nodes: { state } }: Model, nowMs: number): Seen {
  return {
    tasks: (state?.tasks ?? []).map((task) => ({ ...task, via: '' })),
    missing: [],
    nodes: state?.nodes ?? [],
    time: new Date(nowMs).toTimeString().slice(0, 8),
  };
}
