import type { NodeInfo } from '../../../protocol/node.ts';
import { withChart } from '../chart/keys.ts';
import { charted } from '../chart/model.ts';
import type { Effect } from '../effects.ts';
import type { Model } from '../model.ts';
import { moved, selectedOf } from '../select.ts';
import { type Action, actionKeys, measuredAction, speedAction, speedOf, stepped } from './actions.ts';
import { linesOf, roomOf } from './lines.ts';
import { looking, opened, type Pane, subjectsOf } from './model.ts';

type Next = [Model, Effect[]];

/** What only the node can tell is asked for again now and then. */
const LOOK_EVERY_MS = 3_000;

export function lookAgain(model: Model, nowMs: number): Next {
  const { pane } = model;
  if (pane === null) return [model, []];
  const isFirst = pane.lookedAtMs === null;
  if (!isFirst && nowMs - pane.lookedAtMs! < LOOK_EVERY_MS) return [model, []];
  const next = { ...model, pane: { ...pane, lookedAtMs: nowMs } };
  // It was asked when it was opened.
  return [next, isFirst ? [] : looking(pane.node)];
}

export function keyInPane(model: Model, pane: Pane, key: string): Next {
  const into = (change: Partial<Pane>): Model => ({ ...model, pane: { ...pane, ...change } });
  if (pane.asked !== null) {
    const isYes = key === 'y' || key === 'enter';
    if (isYes)
      return [
        { ...into({ asked: null, slider: null }), said: { text: '…', tone: 'plain' } },
        [pane.asked.effect],
      ];
    const isNo = key === 'n' || key === 'escape' || key === 'q';
    return [
      isNo ? { ...into({ asked: null }), said: { text: 'nothing was done', tone: 'plain' } } : model,
      [],
    ];
  }
  const whom = subjectsOf(model, pane);
  const isKnown = whom.length > 0;
  if (pane.slider !== null && isKnown) return [slid(model, pane, whom, pane.slider, key), []];
  const ask = (action: Action): Next => [into({ asked: action }), []];
  const acting = actionKeys.find((one) => one.key === key);
  if (acting && isKnown) return ask(acting.action(whom));
  switch (key) {
    case 'escape':
    case 'enter':
    case 'backspace':
      return [{ ...model, pane: null }, []];
    case 'q':
      return [model, [{ do: 'quit' }]];
    case 'h':
    case '?':
    case 'f1':
      return [{ ...model, showHelp: true }, []];
    case 'c':
      return withChart(model, charted(pane.node));
    case '=':
      return [isKnown ? into({ slider: speedOf(whom) }) : model, []];
    case 'M':
      return isKnown ? ask(measuredAction(whom)) : [model, []];
    case 'left':
    case 'right':
    case 'tab':
    case 'S-tab': {
      const next = moved(model, key === 'left' || key === 'S-tab' ? -1 : 1);
      const id = selectedOf(next);
      if (id === null || id === pane.node) return [model, []];
      return [{ ...next, pane: opened(id) }, looking(id)];
    }
    case 'up':
    case 'down':
    case 'pageup':
    case 'pagedown':
    case 'home':
    case 'end':
      return [into({ scroll: scrolled(model, pane, key) }), []];
    default:
      return [model, []];
  }
}

function scrolled(model: Model, pane: Pane, key: string): number {
  const page = Math.max(1, roomOf(model));
  const last = Math.max(0, linesOf(model, pane).length - page);
  const to: Record<string, number> = {
    up: pane.scroll - 1,
    down: pane.scroll + 1,
    pageup: pane.scroll - page,
    pagedown: pane.scroll + page,
    home: 0,
    end: last,
  };
  return Math.max(0, Math.min(last, to[key]!));
}

/** A speed is chosen with ←/→ and asked for by Enter. */
function slid(model: Model, pane: Pane, whom: readonly NodeInfo[], speed: number, key: string): Model {
  const into = (change: Partial<Pane>): Model => ({ ...model, pane: { ...pane, ...change } });
  const steps: Record<string, number> = { left: -1, down: -1, right: 1, up: 1, pagedown: -5, pageup: 5 };
  const by = steps[key];
  if (by !== undefined) return into({ slider: stepped(speed, by) });
  if (key === 'enter') return into({ asked: speedAction(whom, speed) });
  if (key === 'M' || key === 'm') return into({ asked: measuredAction(whom) });
  return key === 'escape' || key === 'q' ? into({ slider: null }) : model;
}
