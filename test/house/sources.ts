/** The project's source files and what they import, read from their text. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Folders whose code goes to users. */
export const productFolders = ['protocol', 'migrator', 'discovery', 'agent', 'tui', 'web', 'bin'];
const otherFolders = ['sim', 'test', 'tools', 'workloads'];

/** Programs under test, not code of ours. */
const foreign = /^test\/(\w+\/)+programs\//;

export interface Import {
  /** As written. */
  name: string;
  /** Path from the root for one of our files, else null. */
  file: string | null;
  typeOnly: boolean;
}

export interface Source {
  /** Path from the root, with `/`. */
  path: string;
  text: string;
  imports: Import[];
}

export function readSources(): Source[] {
  return [...productFolders, ...otherFolders].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => normalize(join(folder, name)))
      .filter((path) => /(^|\/)[^./][^/]*\.(ts|mjs)$/.test(path) && !foreign.test(path))
      .map(readSource),
  );
}

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, imports: importsOf(path, text) };
}

const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const DYNAMIC = /(?<![.\w])(?:import|require)\('([^']+)'\)/g;

function importsOf(path: string, text: string): Import[] {
  const code = withoutComments(text);
  const found: Import[] = [];
  for (const [, type, name] of code.matchAll(STATEMENT))
    found.push(resolveImport(path, name!, type !== undefined));
  for (const [, name] of code.matchAll(DYNAMIC)) found.push(resolveImport(path, name!, false));
  return found;
}

function resolveImport(path: string, name: string, typeOnly: boolean): Import {
  if (!name.startsWith('.')) return { name, file: null, typeOnly };
  const file = relative(root, join(root, dirname(path), name));
  return { name, file: existsSync(join(root, file)) ? file : null, typeOnly };
}

/** Comments that begin a line or follow a space; good enough, since no string of ours looks like one. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

export function isIn(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
