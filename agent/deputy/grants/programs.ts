import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { ChildRequest } from '../../../protocol/children.ts';

/** Where the system looks that is told of no PATH. */
const DEFAULT_PATH = '/bin:/usr/bin';
/** What makes a program load other code than its own. */
const LOADS = /^(?:LD_|DYLD_)/;

/** The file that a program's name stands for, in that directory and by that PATH; null where there is none. */
export function programAt(name: string, path: string, cwd: string): string | null {
  if (name.includes('/')) return executable(resolve(cwd, name));
  for (const directory of path.split(':')) {
    const found = executable(resolve(cwd, directory, name));
    if (found !== null) return found;
  }
  return null;
}

function executable(file: string): string | null {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile() ? file : null;
  } catch {
    return null;
  }
}

/** By its own name in its directory, and by the file that it is: of programs that are links to one file, all are meant by that. */
export function namesOf(file: string): string[] {
  return [join(realpathSync(dirname(file)), basename(file)), realpathSync(file)];
}

/** What starts if the deputy starts it: by its request's own PATH and directory, as the system does. */
export function meant({ file, cwd, env }: Pick<ChildRequest, 'file' | 'cwd' | 'env'>): string | null {
  const path = env.findLast((pair) => pair.startsWith('PATH='))?.slice('PATH='.length);
  return programAt(file, path ?? DEFAULT_PATH, resolve(cwd ?? '.'));
}

/** A variable that its user has not set so himself, and by which any program becomes another. */
export function foreignCode({ env }: Pick<ChildRequest, 'env'>): string | undefined {
  return env.find((pair) => {
    const name = pair.slice(0, pair.indexOf('='));
    return LOADS.test(name) && process.env[name] !== pair.slice(name.length + 1);
  });
}
