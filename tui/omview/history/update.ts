import type { TerminalEvent } from '../../events.ts';
import { fromMs, type Model, SPANS, spanMs, staysAt, type Told } from './model.ts';
import { sliderAt, taskRows } from './places.ts';

export type HistoryEvent =
  | TerminalEvent
  /** It is seen: until then there is something to tell, by that file (null: the agent). */
  | { on: 'open'; file: string | null; untilMs: number }
  | { on: 'told'; fromMs: number; toMs: number; told: Told }
  | { on: 'refused'; why: string }
  /** Another one tells from now on · or none does. */
  | { on: 'opened'; file: string | null; untilMs: number }
  | { on: 'unopened'; why: string }
  /** Time goes on while it is played. */
  | { on: 'tick' };

export type Effect =
  | { do: 'quit' }
  | { do: 'remember'; fromMs: number; toMs: number }
  /** What has come about since: to be opened anew. */
  | { do: 'renew' }
  /** A saved file, or the agent (null), is to tell. */
  | { do: 'open'; file: string | null };

/** From end to end it is played in so many ticks; a key goes so far. */
const PLAY_TICKS = 300;
const STEPS = 60;
const WHEEL_ROWS = 3;
/** Linux takes paths of 4095 bytes. */
const MOST_PATH_CHARS = 4_095;

export function update(model: Model, event: HistoryEvent): [Model, Effect[]] {
  switch (event.on) {
    case 'open': {
      const { file, untilMs } = event;
      // Who comes back finds the moment that was looked at.
      const isFirst = model.toMs === 0 || model.atMs === model.toMs;
      return isFirst ? asked({ ...model, file, toMs: untilMs, atMs: untilMs }) : [model, []];
    }
    case 'told':
      if (event.toMs !== model.toMs || event.fromMs !== fromMs(model)) return [model, []];
      return [settled({ ...model, told: event.told, refusal: null }), []];
    case 'refused':
      return [{ ...model, told: null, refusal: event.why, isPlaying: false }, []];
    case 'opened': {
      const { file, untilMs } = event;
      return asked({ ...model, file, toMs: untilMs, atMs: untilMs, isPlaying: false, scroll: 0 });
    }
    case 'unopened':
      return [{ ...model, unopened: event.why }, []];
    case 'tick': {
      if (!model.isPlaying) return [model, []];
      const next = at(model, model.atMs + spanMs(model) / PLAY_TICKS);
      return [{ ...next, isPlaying: next.atMs < next.toMs }, []];
    }
    case 'resize':
      return [settled({ ...model, width: event.width, height: event.height }), []];
    case 'mouse': {
      if (event.action === 'wheelup' || event.action === 'wheeldown')
        return [scrolled(model, event.action === 'wheelup' ? -WHEEL_ROWS : WHEEL_ROWS), []];
      if (event.action !== 'down' && event.action !== 'drag') return [model, []];
      if (model.isHelp) return [{ ...model, isHelp: false }, []];
      const part = sliderAt(model, event);
      if (part === null) return [model, []];
      return [at({ ...model, isPlaying: false }, fromMs(model) + part * spanMs(model)), []];
    }
    case 'key':
      return model.typed === null
        ? key({ ...model, unopened: null }, event.key)
        : [typing(model, model.typed, event.key), opening(model.typed, event.key)];
  }
}

/** A path is typed until Enter; an empty one is the agent's history. */
function typing(model: Model, typed: string, name: string): Model {
  if (name === 'enter' || name === 'escape') return { ...model, typed: null };
  if (name === 'backspace') return { ...model, typed: typed.slice(0, -1) };
  if (name === 'C-u') return { ...model, typed: '' };
  const char = name === 'space' ? ' ' : name;
  return [...char].length === 1 && typed.length < MOST_PATH_CHARS ? { ...model, typed: typed + char } : model;
}

const opening = (typed: string, name: string): Effect[] =>
  name === 'enter' ? [{ do: 'open', file: typed.trim() || null }] : [];

function key(model: Model, name: string): [Model, Effect[]] {
  if (model.isHelp) return name === 'q' ? [model, [{ do: 'quit' }]] : [{ ...model, isHelp: false }, []];
  const step = spanMs(model) / STEPS;
  const still = { ...model, isPlaying: false };
  switch (name) {
    case 'q':
      return [model, [{ do: 'quit' }]];
    case 'h':
    case '?':
    case 'f1':
      return [{ ...model, isHelp: true }, []];
    case 'left':
    case 'right':
      return [at(still, model.atMs + (name === 'left' ? -step : step)), []];
    case 'home':
    case 'end':
      return [at(still, name === 'home' ? fromMs(model) : model.toMs), []];
    case 'r':
      return [{ ...still, atMs: model.toMs }, [{ do: 'renew' }]];
    case 'o':
      return [{ ...still, typed: '' }, []];
    case 'space':
      // At the end it begins anew.
      if (!model.isPlaying && model.atMs >= model.toMs)
        return [{ ...at(model, fromMs(model)), isPlaying: true }, []];
      return [{ ...model, isPlaying: !model.isPlaying }, []];
    case 'n':
    case 'N':
      return [toMove(still, name === 'n'), []];
    case '+':
    case '-':
      return zoomed(still, name === '+' ? -1 : 1);
    case '[':
    case ']': {
      const by = ((name === '[' ? -1 : 1) * spanMs(model)) / 2;
      return asked({ ...still, toMs: model.toMs + by, atMs: model.atMs + by });
    }
    case 'up':
    case 'down':
      return [scrolled(model, name === 'up' ? -1 : 1), []];
    case 'pageup':
    case 'pagedown':
      return [scrolled(model, (name === 'pageup' ? -1 : 1) * Math.max(1, taskRows(model))), []];
    default:
      return [model, []];
  }
}

const at = (model: Model, atMs: number): Model =>
  settled({ ...model, atMs: Math.min(model.toMs, Math.max(fromMs(model), atMs)) });

/** The next thing that moved, or the one before. */
function toMove(model: Model, isNext: boolean): Model {
  const moves = model.told?.moves ?? [];
  const move = isNext
    ? moves.find(({ atMs }) => atMs > model.atMs)
    : moves.findLast(({ atMs }) => atMs < model.atMs);
  return move ? at(model, move.atMs) : model;
}

/** Closer or wider, around the same moment as far as there is time beside it. */
function zoomed(model: Model, by: number): [Model, Effect[]] {
  const span = Math.max(0, Math.min(SPANS.length - 1, model.span + by));
  if (span === model.span) return [model, []];
  const part = (model.atMs - fromMs(model)) / spanMs(model);
  return asked({ ...model, span, toMs: model.atMs + (1 - part) * SPANS[span]!.ms });
}

function asked(model: Model): [Model, Effect[]] {
  return [
    { ...model, told: null, refusal: null },
    [{ do: 'remember', fromMs: fromMs(model), toMs: model.toMs }],
  ];
}

const scrolled = (model: Model, by: number): Model => settled({ ...model, scroll: model.scroll + by });

function settled(model: Model): Model {
  const last = Math.max(0, staysAt(model).length - taskRows(model));
  return { ...model, scroll: Math.max(0, Math.min(last, model.scroll)) };
}
