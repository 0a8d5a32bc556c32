import { OmosixError } from '../../protocol/errors.ts';
import { bash } from './bash.ts';
import type { Completable } from './completable.ts';
import { fish } from './fish.ts';
import { zsh } from './zsh.ts';

const SHELLS: Record<string, (command: Completable) => string> = { bash, zsh, fish };

export const shells = Object.keys(SHELLS);

/** The script of `--completion SHELL`. @throws OmosixError EUSAGE */
export function completionScript(command: Completable, shell: string | undefined): string {
  const script = Object.hasOwn(SHELLS, shell ?? '') ? SHELLS[shell as string] : undefined;
  if (!script) throw new OmosixError('EUSAGE', `--completion: expected ${shells.join(', ')}`);
  return script(command);
}
