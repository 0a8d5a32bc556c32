import { type Completable, isFile, isOneOf } from './completable.ts';

/** For bash 4 and later; it needs no bash-completion. */
export function bash(command: Completable): string {
  const all = [command, ...command.verbs].flatMap(({ options }) => options);
  const takers = unique(all.filter(({ value }) => value !== null).flatMap(({ names }) => names)).join('|');
  const values = unique([
    ...all.filter(isOneOf).map(({ names, choices }) => `  ${names.join('|')}) ${words(choices)}; return ;;`),
    ...all
      .filter(isFile)
      .map(({ names }) => `  ${names.join('|')}) COMPREPLY=($(compgen -f -- "$word")); return ;;`),
    `  ${takers}) return ;;`,
  ]);
  return `_${command.name}() {
  local IFS=$'\\n' word="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  case "\${COMP_WORDS[COMP_CWORD - 1]}" in
${values.join('\n')}
  esac
${command.verbs.length > 0 ? byVerb(command, takers) : replies(command)}
}
shopt -s extglob
complete -o filenames -F _${command.name} ${command.name}
`;
}

function byVerb(command: Completable, takers: string): string {
  return `  local verb='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
    ${takers}) i=$((i + 1)) ;;
    -*) ;;
    *) verb="\${COMP_WORDS[i]}"; break ;;
    esac
  done
  case "$verb" in
${command.verbs.map((verb) => `  ${verb.name})${replies(verb)} ;;`).join('\n')}
  '')${replies(command)} ;;
  esac`;
}

function replies({ options, verbs, operands }: Completable): string {
  const long = options.flatMap(({ names }) => names.slice(-1));
  const listed = words([...long, ...verbs.map(({ name }) => name), ...operands.words]);
  if (operands.extensions.length === 0) return `  ${listed}`;
  const programs = `!*.@(${operands.extensions.join('|')})`;
  return `  if [[ "$word" == -* ]]; then ${listed}
  else COMPREPLY=($(compgen -d -- "$word") $(compgen -f -X '${programs}' -- "$word")); fi`;
}

const words = (list: readonly string[]): string =>
  `COMPREPLY=($(IFS=' '; compgen -W '${list.join(' ')}' -- "$word"))`;

const unique = (lines: string[]): string[] => [...new Set(lines)];
