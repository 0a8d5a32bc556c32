import { keyHelp } from '../../key-help.ts';
import { keySpans } from '../../mosmon/footer.ts';
import { colour, type Line, lineAcross, panel, type Scene, type Size } from '../../scene.ts';
import { argvOf, type Field, lineOf } from './form.ts';
import { asked, type Model } from './model.ts';
import { FIELDS_Y } from './places.ts';

const LABEL_CELLS = 18;
const dim = { fg: colour.grey };

const KEYS = [
  { shown: '↑ ↓ Tab', words: 'the field before, the next one (or a click)' },
  { shown: '← → space', words: 'another choice' },
  { shown: 'Ctrl-U', words: 'empties a field' },
  { shown: 'Enter', words: 'start it in the background, as omrun -d' },
  { shown: 'Esc', words: 'all as at first' },
  { shown: 'F1', words: 'this help (h ? where nothing is typed)' },
  { shown: 'Ctrl-C', words: 'quit (q where nothing is typed)' },
];
const NOTES = [
  'The line below the form does the same in a shell, in whose directory and environment',
  'it then runs; omrun --help tells what else there is. omrun --attach ID shows what',
  'a task that runs in the background has written.',
];

/** A form, and the line of omrun that it means. */
export const view =
  (model: Model) =>
  (size: Size): Scene => {
    const { width, height } = size;
    const line = lineAcross(width);
    const fields = asked(model);
    const argv = argvOf(model.form);
    const lineY = Math.min(height - 3, FIELDS_Y + fields.length + 1);
    return [
      line(
        'header',
        0,
        [
          { text: ' run', bold: true },
          { text: '  a program, and how', ...dim },
        ],
        panel,
      ),
      ...fields.map((field, at) => line(`field-${field.name}`, FIELDS_Y + at, row(field, at === model.at))),
      line(
        'line',
        lineY,
        typeof argv === 'string'
          ? [{ text: ` ${argv}`, ...dim }]
          : [
              { text: ' $ ', ...dim },
              { text: lineOf(argv), bold: true, fg: colour.cyan },
            ],
      ),
      ...(model.said
        ? [
            line('said', height - 2, [
              { text: ` ${model.said.text}`, bold: true, fg: model.said.isGood ? colour.green : colour.red },
            ]),
          ]
        : []),
      line('keys', height - 1, KEY_LINE, panel),
      ...(model.isHelp ? [keyHelp('run', KEYS, NOTES, size)] : []),
    ];
  };

function row(field: Field, isAt: boolean): Line {
  const label = { text: `${isAt ? '▸' : ' '} ${field.label.padEnd(LABEL_CELLS)}`, bold: isAt };
  if (field.kind === 'choice')
    return [
      label,
      ...field.choices.map(({ shown }, at) => ({
        text: at === field.at ? `[${shown}] ` : ` ${shown}  `,
        bold: at === field.at,
        ...(at !== field.at && dim),
      })),
    ];
  const isHinted = field.value === '';
  return [
    label,
    isHinted ? { text: isAt ? '█' : '' } : { text: `${field.value}${isAt ? '█' : ''}`, fg: colour.cyan },
    { text: isHinted ? ` ${field.hint}` : '', ...dim },
  ];
}

const KEY_LINE: Line = [
  ['↑ ↓', 'field'],
  ['← →', 'choice'],
  ['Enter', 'start it'],
  ['Esc', 'clear'],
  ['F1', 'help'],
].flatMap(([shown, words]) => keySpans(shown!, words!));
