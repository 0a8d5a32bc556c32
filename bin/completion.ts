import { type Command, Option } from 'commander';
import { type Completable, noOperands } from '../agent/completion/completable.ts';
import { completionScript, shells } from '../agent/completion/completion.ts';

/** Gives a command whose options and verbs are all defined the option that prints how to complete them. */
export function offerCompletion(program: Command, operands = noOperands): void {
  const option = new Option('--completion <SHELL>', 'print a completion script for this shell');
  program.addOption(option.choices(shells));
  offerManual(program);
  program.on('option:completion', (shell: string) => {
    process.stdout.write(completionScript(completableOf(program, operands), shell));
    process.exit(0);
  });
}

/** What the man pages are made of: the help of a command and of all its verbs, with form feeds between them. */
function offerManual(program: Command): void {
  program.addOption(new Option('--help-all').hideHelp());
  program.on('option:help-all', () => {
    program.outputHelp();
    for (const verb of program.createHelp().visibleCommands(program)) {
      if (verb.name() === 'help') continue;
      process.stdout.write('\f');
      verb.outputHelp();
    }
    process.exit(0);
  });
}

function completableOf(command: Command, operands: Completable['operands']): Completable {
  const help = command.createHelp();
  return {
    name: command.name(),
    options: help.visibleOptions(command).map(({ short, long, description, flags, argChoices }) => ({
      names: [short, long].filter((name) => name !== undefined),
      description,
      value: /<(.*)>|\[(.*)\]/.exec(flags)?.[1] ?? null,
      choices: argChoices ?? [],
    })),
    verbs: help
      .visibleCommands(command)
      .filter((verb) => verb.name() !== 'help')
      .map((verb) => ({ ...completableOf(verb, noOperands), description: verb.description() })),
    operands,
  };
}
