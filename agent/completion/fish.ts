import { type Completable, type CompletableOption, isFile, isOneOf } from './completable.ts';

export function fish(command: Completable): string {
  const { name, verbs, operands } = command;
  const lines = command.options.map((option) => `complete -c ${name}${spec(option)}`);
  const { words, extensions } = operands;
  if (extensions.length > 0) {
    const suffixes = extensions.map((one) => `__fish_complete_suffix .${one}`).join('; ');
    lines.push(`complete -c ${name} -f -a ${quoted(`(${suffixes})`)}`);
  } else lines.push(`complete -c ${name} -f`);
  if (words.length > 0) lines.push(`complete -c ${name} -a ${quoted(words.join(' '))}`);
  for (const verb of verbs) {
    const first = '-n __fish_use_subcommand';
    const seen = `-n ${quoted(`__fish_seen_subcommand_from ${verb.name}`)}`;
    lines.push(`complete -c ${name} ${first} -a ${verb.name} -d ${quoted(verb.description)}`);
    lines.push(...verb.options.map((option) => `complete -c ${name} ${seen}${spec(option)}`));
  }
  return `${lines.join('\n')}\n`;
}

function spec(option: CompletableOption): string {
  const names = option.names.map((one) =>
    one.startsWith('--') ? ` -l ${one.slice(2)}` : ` -s ${one.slice(1)}`,
  );
  const value = option.value === null ? '' : ` -r${isFile(option) ? ' -F' : ''}`;
  const choices = isOneOf(option) ? ` -f -a ${quoted(option.choices.join(' '))}` : '';
  return `${names.join('')}${value}${choices} -d ${quoted(option.description)}`;
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
