import { OmosixError } from '../../protocol/errors.ts';
import type { HomeParts } from './checkpointing.ts';
import type { Children } from './children/children.ts';
import type { Input } from './input.ts';
import { openFileOf, standardFile } from './open-files.ts';
import type { Signals } from './signals.ts';
import type { Descriptors } from './syscalls/descriptors.ts';
import { terminalMode } from './terminal-mode.ts';

/** What a deputy holds of the world, for a checkpoint file. @throws OmosixError ECHECKPOINT where another could not have it */
export function homePartsOf(
  descriptors: Descriptors,
  children: Children,
  signals: Signals,
  input: Input,
): HomeParts {
  const child = children.any;
  if (child)
    throw new OmosixError(
      'ECHECKPOINT',
      `it has started ${child.spawnfile} (pid ${child.pid}), which no checkpoint file holds`,
    );
  if (children.hasStarter)
    throw new OmosixError(
      'ECHECKPOINT',
      'it speaks with the program that has started it, which no checkpoint file holds',
    );
  const open = new Map(descriptors.list());
  const standard = [1, 2].flatMap((number) => {
    const descriptor = open.get(number);
    const file = descriptor && standardFile(number, descriptor);
    return file ? [file] : [];
  });
  const stdin = open.get(0);
  return {
    cwd: process.cwd(),
    umask: process.umask(),
    files: [...open].filter(([number]) => number > 2).map(([number, each]) => openFileOf(number, each)),
    stdin: stdin ? standardFile(0, stdin) : null,
    outputs: standard,
    closed: [0, 1, 2].filter((number) => !open.has(number)),
    signals: signals.all,
    ...(terminalMode.isRaw(0) && { isRaw: true }),
    unread: input.unread,
  };
}
