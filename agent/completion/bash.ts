import { type Completable, isNothing, type Operand, optionValue } from './completable.ts';

/** For bash 4 and later; it needs no bash-completion. */
export function bash(command: Completable): string {
  const { name, verbs } = command;
  const all = [command, ...verbs].flatMap(({ options }) => options).filter(({ value }) => value !== null);
  const takers = unique(all.flatMap(({ names }) => names)).join('|');
  const values = unique([
    ...all
      .filter((option) => !isNothing(optionValue(option)))
      .map((option) => `  ${option.names.join('|')}) ${offers(name, optionValue(option))}; return ;;`),
    `  ${takers}) return ;;`,
  ]);
  const first =
    verbs.length > 0 ? `if [[ -z "$verb" ]]; then verb="$each"; else n=$((n + 1)); fi` : 'n=$((n + 1))';
  // Bash breaks words at colons, and completes what stands behind the last one: so a task's ID is put together first.
  return `_${name}_words() {
  COMPREPLY+=($(compgen -W "$1" -- "$word"))
  compopt +o filenames 2>/dev/null
}
_${name}_live() {
  local before=''
  [[ "$1" == nodes && "$word" == *,* ]] && before="\${word%,*},"
  COMPREPLY+=($(compgen -P "$before" -W "$(${name} --complete "$1" 2>/dev/null)" -- "\${word#"$before"}"))
  compopt +o filenames 2>/dev/null
}
_${name}_offers() {
  local verb='' n=0 i each
  case "\${typed[last - 1]}" in
${values.join('\n')}
  esac
  for ((i = 1; i < last; i++)); do
    each="\${typed[i]}"
    case "$each" in
    ${takers}) i=$((i + 1)) ;;
    -*) ;;
    *) ${first} ;;
    esac
  done
${verbs.length > 0 ? byVerb(command) : replies(name, command)}
}
_${name}() {
  local IFS=$'\\n' each last=0
  local typed=("$COMP_WORDS")
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if ((last > 0)) && [[ "$each" == :* || "\${typed[last]}" == *: ]]; then typed[last]+="$each"
    else last=$((last + 1)); typed[last]="$each"; fi
  done
  local word="\${typed[last]}"
  COMPREPLY=()
  _${name}_offers
  if [[ "$word" == *:* && "$COMP_WORDBREAKS" == *:* ]]; then
    COMPREPLY=("\${COMPREPLY[@]#"\${word%"\${word##*:}"}"}")
  fi
}
shopt -s extglob
complete -o filenames -F _${name} ${name}
`;
}

function byVerb(command: Completable): string {
  const { name, verbs } = command;
  const listed = [...optionNames(command), ...verbs.map((verb) => verb.name)];
  return `  case "$verb" in
${verbs.map((verb) => `  ${verb.name})\n${replies(name, verb)} ;;`).join('\n')}
  '') ${words(name, listed)} ;;
  esac`;
}

function replies(name: string, { operands, ...command }: Pick<Completable, 'options' | 'operands'>): string {
  const options = words(name, optionNames(command));
  if (operands.every(isNothing)) return `  ${options}`;
  const last = operands.length - 1;
  const places = operands.map((each, at) => `    ${at === last ? '*' : at}) ${offers(name, each)} ;;`);
  return `  if [[ "$word" == -* ]]; then ${options}
  else
    case $n in
${places.join('\n')}
    esac
  fi`;
}

const optionNames = ({ options }: Pick<Completable, 'options'>): string[] =>
  options.flatMap(({ names }) => names.slice(-1));

function offers(name: string, { live, words: listed = [], files }: Operand): string {
  const some = [
    ...(listed.length > 0 ? [words(name, listed)] : []),
    ...(live ? [`_${name}_live ${live}`] : []),
    ...(files === 'any' ? ['COMPREPLY+=($(compgen -f -- "$word"))'] : []),
    ...(Array.isArray(files)
      ? [`COMPREPLY+=($(compgen -d -- "$word") $(compgen -f -X '!*.@(${files.join('|')})' -- "$word"))`]
      : []),
  ];
  return some.length > 0 ? some.join('; ') : ':';
}

const words = (name: string, list: readonly string[]): string => `_${name}_words $'${list.join('\\n')}'`;

const unique = (lines: string[]): string[] => [...new Set(lines)];
