import { type Completable, type CompletableOption, isFile, isOneOf } from './completable.ts';

export function zsh(command: Completable): string {
  const { name, verbs } = command;
  const body =
    verbs.length === 0
      ? `_arguments -S ${specs(command).join(' ')}`
      : `local -a verbs=(${verbs.map((verb) => quoted(`${verb.name}:${verb.description}`)).join(' ')})
local context state line
_arguments -C -S ${specs(command).join(' ')} '1:verb:{_describe verb verbs}' '*::argument:->argument'
case "$state:$words[1]" in
${verbs.map((verb) => `argument:${verb.name}) _arguments -S ${specs(verb).join(' ')} ;;`).join('\n')}
esac`;
  return `#compdef ${name}
_${name}() {
${body}
}
if [[ "$funcstack[1]" == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function specs({ options, verbs, operands }: Completable): string[] {
  const listed = options.flatMap((option) => option.names.map((one) => spec(option, one)));
  if (verbs.length > 0) return listed;
  const { words, extensions } = operands;
  if (extensions.length > 0)
    return [...listed, quoted(`1:program:_files -g "*.(${extensions.join('|')})"`), "'*:argument:_files'"];
  return words.length > 0 ? [...listed, quoted(`*:argument:(${words.join(' ')})`)] : listed;
}

function spec(option: CompletableOption, name: string): string {
  const exclusive = option.names.length > 1 ? `(${option.names.join(' ')})` : '';
  const description = option.description.replace(/[[\]:\\]/g, '\\$&');
  const value =
    option.value === null ? '' : `:${option.value.replace(/[[\]:\\]/g, '\\$&')}:${values(option)}`;
  return quoted(`${exclusive}${name}[${description}]${value}`);
}

function values(option: CompletableOption): string {
  if (isOneOf(option)) return `(${option.choices.join(' ')})`;
  return isFile(option) ? '_files' : ' ';
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
