import type { TerminalEvent } from '../../events.ts';
import { argvOf, type Field, lineOf } from './form.ts';
import { asked, type Model, newModel } from './model.ts';
import { fieldAt } from './places.ts';

export type RunEvent = TerminalEvent | { on: 'started'; text: string; isGood: boolean };

export type Effect =
  | { do: 'quit' }
  /** Start it in the background (`omrun -d`). */
  | { do: 'start'; argv: string[] };

const MOST_CHARS = 1_000;

export function update(model: Model, event: RunEvent): [Model, Effect[]] {
  switch (event.on) {
    case 'started':
      return [{ ...model, said: { text: event.text, isGood: event.isGood } }, []];
    case 'resize':
      return [model, []];
    case 'mouse': {
      if (event.action !== 'down') return [model, []];
      const at = fieldAt(model, event.y);
      return [at === null ? model : { ...model, at }, []];
    }
    case 'key':
      return key(model, event.key);
  }
}

function key(model: Model, name: string): [Model, Effect[]] {
  if (model.isHelp) return [{ ...model, isHelp: false }, []];
  const fields = asked(model);
  const field = fields[Math.min(model.at, fields.length - 1)]!;
  switch (name) {
    case 'f1':
      return [{ ...model, isHelp: true }, []];
    case 'up':
    case 'S-tab':
      return [{ ...model, at: (model.at + fields.length - 1) % fields.length }, []];
    case 'down':
    case 'tab':
      return [{ ...model, at: (model.at + 1) % fields.length }, []];
    case 'enter':
      return start(model);
    case 'escape':
      return [newModel(), []];
    default:
      return field.kind === 'text' ? [typed(model, field, name), []] : chosen(model, field, name);
  }
}

function start(model: Model): [Model, Effect[]] {
  const argv = argvOf(model.form);
  if (typeof argv === 'string') return [{ ...model, said: { text: argv, isGood: false } }, []];
  return [
    { ...model, said: { text: `starting: ${lineOf(argv)}`, isGood: true } },
    [{ do: 'start', argv: ['-d', ...argv] }],
  ];
}

function typed(model: Model, field: Extract<Field, { kind: 'text' }>, name: string): Model {
  const char = name === 'space' ? ' ' : name;
  const { value } = field;
  if (name === 'backspace') return withField(model, { ...field, value: value.slice(0, -1) });
  if (name === 'C-u') return withField(model, { ...field, value: '' });
  if ([...char].length !== 1 || value.length >= MOST_CHARS) return model;
  return withField(model, { ...field, value: value + char });
}

function chosen(model: Model, field: Extract<Field, { kind: 'choice' }>, name: string): [Model, Effect[]] {
  const { length } = field.choices;
  if (name === 'left') return [withField(model, { ...field, at: (field.at + length - 1) % length }), []];
  if (name === 'right' || name === 'space')
    return [withField(model, { ...field, at: (field.at + 1) % length }), []];
  if (name === 'q') return [model, [{ do: 'quit' }]];
  return [name === 'h' || name === '?' ? { ...model, isHelp: true } : model, []];
}

const withField = (model: Model, field: Field): Model => ({
  ...model,
  said: null,
  form: model.form.map((one) => (one.name === field.name ? field : one)),
});
