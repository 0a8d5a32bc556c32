/** Which folder of `programs` proves what, and what counts as a case. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const programs = fileURLToPath(new URL('programs/', import.meta.url));

/** Folders by area, as docs/node-api.md has them. */
const AREAS: Record<string, string[]> = {
  fs: ['fs'],
  stdio: ['stdio', 'terminal'],
  process: ['process'],
  net: ['net', 'dgram', 'web', 'websocket'],
  child_process: ['child', 'fork'],
  worker_threads: ['workers'],
  'crypto, zlib': ['native', 'compression'],
};

export interface Program {
  area: string;
  /** As `fs/names.ts`. */
  name: string;
  path: string;
}

export const allPrograms: Program[] = Object.entries(AREAS).flatMap(([area, folders]) =>
  folders.flatMap((folder) =>
    readdirSync(join(programs, folder)).map((file) => ({
      area,
      name: `${folder}/${file}`,
      path: join(programs, folder, file),
    })),
  ),
);

/** Folders that are in no area: their programs would count for nothing. */
export const strayFolders = (): string[] => {
  const known = new Set(Object.values(AREAS).flat());
  const found = readdirSync(programs, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return found.map(({ name }) => name).filter((name) => !known.has(name));
};

/** A case is a line that begins with its name, as `run` of cases.ts prints it. */
const CASE = /^[^:\n]{1,90}: /;

export const casesOf = (stdout: string): string[] => stdout.split('\n').filter((line) => CASE.test(line));
