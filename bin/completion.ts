import { type Command, Option } from 'commander';
import { type Completable, type Operand, operandOf } from '../agent/completion/completable.ts';
import { completionScript, shells } from '../agent/completion/completion.ts';
import { liveWords } from '../agent/completion/live.ts';
import { placesOf } from '../agent/places.ts';

/**
 * Gives a command whose options and verbs are all defined the option that prints how to complete them. `operands`: what its help does
 * not say of them. With `--complete KIND`, which those scripts ask, it ends here.
 */
export async function offerCompletion(program: Command, operands: Operand[] = []): Promise<void> {
  if (process.argv[2] === '--complete') {
    const words = await liveWords(process.argv[3], placesOf(process.env));
    await new Promise((resolve) => process.stdout.write(words, resolve));
    process.exit(0);
  }
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

function completableOf(command: Command, operands: readonly Operand[]): Completable {
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
      .map((verb) => ({ ...completableOf(verb, []), description: verb.description() })),
    operands: command.registeredArguments.map((each, at) => ({ ...operandOf(each.name()), ...operands[at] })),
  };
}
