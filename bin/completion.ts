import { type Command, Option } from 'commander';
import { type Completable, noOperands } from '../agent/completion/completable.ts';
import { completionScript, shells } from '../agent/completion/completion.ts';

/** Gives a command whose options and verbs are all defined the option that prints how to complete them. */
export function offerCompletion(program: Command, operands = noOperands): void {
  const option = new Option('--completion <SHELL>', 'print a completion script for this shell');
  program.addOption(option.choices(shells));
  program.on('option:completion', (shell: string) => {
    process.stdout.write(completionScript(completableOf(program, operands), shell));
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
