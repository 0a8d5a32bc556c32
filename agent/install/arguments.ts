import { resolve } from 'node:path';
import { OmosixError } from '../../protocol/errors.ts';

/** What says how to install, and what the unit says itself. */
const DROPPED = ['--install', '-n', '--foreground'];
/** Options of agents that do not last. */
const REFUSED = ['--join', '--ephemeral', '--parent', '--detached', '--key', '--uninstall'];
/** Options that name a file. */
const FILES = ['--map', '--etcd-ca', '--etcd-cert', '--etcd-key', '--etcd-password-file'];

/** The same command line of omd for a process that is started in another directory: paths become absolute. */
export function absolute(argv: readonly string[]): string[] {
  const words = argv.flatMap((word) => {
    const [, name, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
    return name !== undefined && FILES.includes(name) ? [name, value as string] : [word];
  });
  return words.map((word, i) => (FILES.includes(words[i - 1] ?? '') && word !== '-' ? resolve(word) : word));
}

/** From the command line of `omd --install`: that of the agent. */
export function argumentsOfUnit(argv: readonly string[]): string[] {
  const words = absolute(argv);
  for (const [i, word] of words.entries()) {
    const refused = REFUSED.find((option) => word === option || word.startsWith(`${option}=`));
    if (refused)
      throw new OmosixError(
        'EUSAGE',
        `--install and ${refused} do not go together: first the one, then the other`,
      );
    if (word === '--map' && words[i + 1] === '-')
      throw new OmosixError('EUSAGE', '--install needs a map that is a file');
  }
  return words.filter((word) => !DROPPED.includes(word));
}
