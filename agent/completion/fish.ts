import {
  type Completable,
  type CompletableOption,
  isNothing,
  type Operand,
  optionValue,
} from './completable.ts';

export function fish(command: Completable): string {
  const { name, verbs, operands } = command;
  const lines = [`complete -c ${name} -f`];
  lines.push(...command.options.map((option) => `complete -c ${name}${spec(name, option)}`));
  const some = operands.filter((each) => !isNothing(each));
  if (some.length > 1)
    lines.unshift(
      `function __${name}_place\n  test (count (string match -v -- '-*' (commandline -opc)[2..-1])) $argv\nend`,
    );
  for (const [at, operand] of operands.entries()) {
    const isLast = at === operands.length - 1;
    const where = some.length > 1 ? ` -n ${quoted(`__${name}_place ${isLast ? '-ge' : '-eq'} ${at}`)}` : '';
    lines.push(...offers(name, operand).map((offer) => `complete -c ${name}${where}${offer}`));
  }
  for (const verb of verbs) {
    const first = '-n __fish_use_subcommand';
    const seen = ` -n ${quoted(`__fish_seen_subcommand_from ${verb.name}`)}`;
    lines.push(`complete -c ${name} ${first} -a ${verb.name} -d ${quoted(verb.description)}`);
    lines.push(...verb.options.map((option) => `complete -c ${name}${seen}${spec(name, option)}`));
    for (const operand of verb.operands)
      lines.push(...offers(name, operand).map((offer) => `complete -c ${name}${seen}${offer}`));
  }
  return `${lines.join('\n')}\n`;
}

function spec(name: string, option: CompletableOption): string {
  const names = option.names.map((one) =>
    one.startsWith('--') ? ` -l ${one.slice(2)}` : ` -s ${one.slice(1)}`,
  );
  const value = option.value === null ? '' : ` -r${offers(name, optionValue(option)).join('')}`;
  return `${names.join('')}${value} -d ${quoted(option.description)}`;
}

function offers(name: string, { live, words = [], files }: Operand): string[] {
  const asked = `${name} --complete ${live} 2>/dev/null`;
  return [
    ...(words.length > 0 ? [` -f -a ${quoted(words.join(' '))}`] : []),
    ...(live === 'nodes' ? [` -f -a ${quoted(`(__fish_complete_list , ${quoted(asked)})`)}`] : []),
    ...(live && live !== 'nodes' ? [` -f -a ${quoted(`(${asked})`)}`] : []),
    ...(files === 'any' ? [' -F'] : []),
    ...(Array.isArray(files)
      ? [` -f -a ${quoted(`(${files.map((one) => `__fish_complete_suffix .${one}`).join('; ')})`)}`]
      : []),
  ];
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
