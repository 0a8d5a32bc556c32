import { resolve } from 'node:path';
import { OmosixError } from '../../protocol/errors.ts';

/** What says how to install, and what the unit says itself. */
const DROPPED = ['--install', '-n', '--foreground'];
/** Options of agents that do not last. */
const REFUSED = ['--join', '--ephemeral', '--parent', '--detached', '--key', '--uninstall'];

/** From the command line of `omd --install`: that of the agent. A unit is started elsewhere, so paths become absolute. */
export function argumentsOfUnit(argv: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    const [name, value] = word.startsWith('--map=') ? ['--map', word.slice('--map='.length)] : [word, null];
    const refused = REFUSED.find((option) => name === option || name.startsWith(`${option}=`));
    if (refused)
      throw new OmosixError(
        'EUSAGE',
        `--install and ${refused} do not go together: first the one, then the other`,
      );
    if (name === '--map') {
      const path = value ?? argv[++i] ?? '';
      if (path === '-') throw new OmosixError('EUSAGE', '--install needs a map that is a file');
      kept.push('--map', resolve(path));
    } else if (!DROPPED.includes(name)) kept.push(word);
  }
  return kept;
}
