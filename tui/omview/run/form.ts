/** What omrun can be told of a program, as a form: pure values, and the command line that they mean. */
export interface TextField {
  kind: 'text';
  name: 'program' | 'arguments' | 'nodes' | 'memory' | 'nice';
  label: string;
  hint: string;
  value: string;
}
export interface ChoiceField {
  kind: 'choice';
  name: 'start' | 'moves' | 'job' | 'decay';
  label: string;
  /** What is shown, and what of omrun's it means; the first means nothing. */
  choices: readonly { shown: string; option: string | null }[];
  at: number;
}
export type Field = TextField | ChoiceField;
export type FieldName = Field['name'];

const text = (name: TextField['name'], label: string, hint: string): TextField => ({
  kind: 'text',
  name,
  label,
  hint,
  value: '',
});
const choice = (
  name: ChoiceField['name'],
  label: string,
  ...choices: [shown: string, option: string | null][]
): ChoiceField => ({
  kind: 'choice',
  name,
  label,
  choices: choices.map(([shown, option]) => ({ shown, option })),
  at: 0,
});

/** openMosixview's execution dialog, with what omrun has come to know besides. */
export const newForm = (): Field[] => [
  text('program', 'Program', 'a file, .ts or .js'),
  text('arguments', 'Arguments', 'as in a shell; "…" keeps spaces together'),
  choice('start', 'Starts', ['where the cluster is idle', null], ['at home', '--home'], ['on one of', '-j']),
  text('nodes', '  nodes', 'IDs, ranges (3-7) or names'),
  choice('moves', 'Moves', ['by itself', null], ['only when it is told to', '-L']),
  choice(
    'job',
    'It',
    ['is balanced by what it does', null],
    ['computes', '-c'],
    ['is kept near its files', '-i'],
  ),
  choice(
    'decay',
    'Its past counts',
    ['as its home says', null],
    ['for ever', '-n'],
    ['long', '-s'],
    ['shortly', '-f'],
  ),
  text('memory', 'Memory', 'MB that its heap may take'),
  text('nice', 'Nice', '0 to 19'),
];

const IDS = /^[\w.,-]+$/;

const textOf = (form: readonly Field[], name: TextField['name']): string => {
  const field = form.find((one) => one.name === name);
  return field?.kind === 'text' ? field.value.trim() : '';
};
const optionOf = (form: readonly Field[], name: ChoiceField['name']): string | null => {
  const field = form.find((one) => one.name === name);
  return field?.kind === 'choice' ? field.choices[field.at]!.option : null;
};

/** The nodes are asked for only where it is to start on some. */
export const isAsked = (form: readonly Field[], { name }: Field): boolean =>
  name !== 'nodes' || optionOf(form, 'start') === '-j';

/** Arguments of omrun, or why there are none: one line. */
export function argvOf(form: readonly Field[]): string[] | string {
  const program = textOf(form, 'program');
  if (program === '') return 'name a program first';
  const argv: string[] = [];
  const start = optionOf(form, 'start');
  const nodes = textOf(form, 'nodes');
  if (start === '-j') {
    if (!IDS.test(nodes)) return 'say on which nodes it is to start: IDs, ranges (3-7) or names';
    argv.push(start, nodes);
  } else if (start !== null) argv.push(start);
  for (const name of ['moves', 'job', 'decay'] as const) {
    const option = optionOf(form, name);
    if (option !== null) argv.push(option);
  }
  const memory = textOf(form, 'memory');
  if (memory !== '') {
    if (!/^[1-9]\d*$/.test(memory)) return `memory is a number of megabytes, and not '${memory}'`;
    argv.push('-m', memory);
  }
  const nice = textOf(form, 'nice');
  if (nice !== '') {
    if (!/^(1?\d)$/.test(nice)) return `how nice it is goes from 0 to 19, and is not '${nice}'`;
    argv.push('--nice', nice);
  }
  const words = wordsOf(textOf(form, 'arguments'));
  if (words === null) return 'a quotation mark of the arguments is not closed';
  // An option's name is none of omrun's after this.
  if (program.startsWith('-')) return `'${program}' would be taken for an option: say ./${program}`;
  return [...argv, program, ...words];
}

/** Words as a shell divides them, without what else it does; null where a quotation mark is open. */
export function wordsOf(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (const char of line) {
    if (quote !== '') {
      if (char === quote) quote = '';
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (quote !== '') return null;
  return word === null ? words : [...words, word];
}

const PLAIN = /^[\w@%+=:,./-]+$/;
const quoted = (word: string): string => (PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** The line to be typed in a shell. */
export const lineOf = (argv: readonly string[]): string => ['omrun', ...argv].map(quoted).join(' ');
