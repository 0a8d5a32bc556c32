import { type Dirent, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const CODE = /\.(?:[cm]?[jt]s|[jt]sx|json)$/;
const NO_CODE = /(?:^|\/)(?:node_modules|\..*)$|\.d\.[cm]?ts$/;

/** Files of code below `directory`, as paths relative to it and in order, and the directories that were read. */
export function filesBelow(directory: string, depth: number): { files: string[]; directories: string[] } {
  const files: string[] = [];
  const directories: string[] = [];
  const visit = (relative: string, left: number): void => {
    let entries: Dirent[];
    try {
      entries = readdirSync(join(directory, relative), { withFileTypes: true });
    } catch {
      return; // Not there: then nothing is meant.
    }
    directories.push(join(directory, relative));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (NO_CODE.test(path)) continue;
      if (entry.isDirectory() && left > 0) visit(path, left - 1);
      else if (!entry.isDirectory() && CODE.test(path)) files.push(path);
    }
  };
  visit('', depth);
  return { files, directories };
}

/** As the user would name it: from where the command was given, if it is below. */
export function shown(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}
