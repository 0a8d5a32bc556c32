import {
  type Completable,
  type CompletableOption,
  isNothing,
  type Operand,
  optionValue,
} from './completable.ts';

export function zsh(command: Completable): string {
  const { name, verbs } = command;
  const body =
    verbs.length === 0
      ? `_arguments -S ${specs(name, command).join(' ')}`
      : `local -a verbs=(${verbs.map((verb) => quoted(`${verb.name}:${verb.description}`)).join(' ')})
local context state line
_arguments -C -S ${specs(name, command).join(' ')} '1:verb:{_describe verb verbs}' '*::argument:->argument'
case "$state:$words[1]" in
${verbs.map((verb) => `argument:${verb.name}) _arguments -S ${specs(name, verb).join(' ')} ;;`).join('\n')}
esac`;
  return `#compdef ${name}
_${name}_offers() {
  local kind=$1
  shift
  local -a found=("$@")
  if [[ $kind != words ]]; then
    [[ $kind == nodes ]] && compset -P '*,'
    found+=(\${(f)"$(${name} --complete $kind 2>/dev/null)"})
  fi
  compadd -- $found
}
_${name}() {
${body}
}
if [[ "$funcstack[1]" == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function specs(name: string, { options, verbs, operands }: Completable): string[] {
  const listed = options.flatMap((option) => option.names.map((one) => spec(name, option, one)));
  if (verbs.length > 0 || operands.every(isNothing)) return listed;
  const last = operands.length - 1;
  const places = operands.map((each, at) =>
    quoted(`${at === last ? '*' : at + 1}:argument:${action(name, each)}`),
  );
  return [...listed, ...places];
}

function spec(name: string, option: CompletableOption, shown: string): string {
  const exclusive = option.names.length > 1 ? `(${option.names.join(' ')})` : '';
  const value = option.value === null ? '' : `:${escaped(option.value)}:${action(name, optionValue(option))}`;
  return quoted(`${exclusive}${shown}[${escaped(option.description)}]${value}`);
}

function action(name: string, { live, words = [], files }: Operand): string {
  if (files === 'any') return '_files';
  if (files) return `_files -g "*.(${files.join('|')})"`;
  if (live === undefined && words.length === 0) return ' ';
  return `{_${name}_offers ${[live ?? 'words', ...words].join(' ')}}`;
}

const escaped = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
