import { OmosixError } from '../../protocol/errors.ts';

const LONG = [
  '--node',
  '--home',
  '--lock',
  '--unlock',
  '--mem',
  '--detach',
  '--attach',
  '--nodes',
  '--migrate-every',
  '--lost-after',
  '--any-node',
  '--explain',
  '--stats',
  '--verbose',
  '--help',
  '--version',
];
const PROGRAMS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];

const SCRIPTS: Record<string, string> = {
  bash: `_omrun() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  if [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W "${LONG.join(' ')}" -- "$word"))
  else
    COMPREPLY=($(compgen -d -S / -- "$word") $(compgen -f -X '!*.@(${PROGRAMS.join('|')})' -- "$word"))
  fi
}
shopt -s extglob
complete -o nospace -F _omrun omrun
`,
  zsh: `#compdef omrun
_arguments -S ${LONG.map((option) => `'${option}'`).join(' ')} '1:program:_files -g "*.(${PROGRAMS.join('|')})"' '*:argument:_files'
`,
  fish: `${LONG.map((option) => `complete -c omrun -l ${option.slice(2)}`).join('\n')}
`,
};

/** The script for `--completion SHELL`; null where it was not asked for. */
export function completion(argv: string[]): string | null {
  if (argv[0] !== '--completion') return null;
  const script = SCRIPTS[argv[1] ?? ''];
  if (!script) throw new OmosixError('EUSAGE', `--completion: expected ${Object.keys(SCRIPTS).join(', ')}`);
  return script;
}
