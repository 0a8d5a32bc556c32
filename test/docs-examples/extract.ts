/** The examples of Node's documentation: fenced code of its pages (*.md), and of the comments of type declarations (*.d.ts), which have them too. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Example {
  /** Page and line, as `fs.md:120`. */
  name: string;
  page: string;
  format: 'mjs' | 'cjs';
  code: string;
}

/** Opens, how the language is called, what is indented before it. */
const FENCE = /^([ \t]*(?:\*[ \t])?)```(js|mjs|cjs|javascript)\b.*$/;
const IS_MODULE = /^\s*(?:import\s.+from\s|import\s+['"]|export\s|await\s)/m;

export function examplesOf(page: string, text: string): Example[] {
  const found: Example[] = [];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const [, indent, language] = FENCE.exec(lines[i]!) ?? [];
    if (language === undefined) continue;
    const first = i + 1;
    const end = lines.findIndex((line, at) => at > i && line.trim().replace(/^\*\s*/, '') === '```');
    if (end < 0) break;
    const star = indent!.includes('*') ? /^\s*\*? ?/ : new RegExp(`^${indent!}`);
    const code = lines
      .slice(first, end)
      .map((line) => line.replace(star, ''))
      .join('\n')
      .replaceAll('*\\/', '*/');
    const format = language === 'mjs' || (language !== 'cjs' && IS_MODULE.test(code)) ? 'mjs' : 'cjs';
    found.push({ name: `${page}:${first}`, page, format, code: `${code}\n` });
    i = end;
  }
  return found;
}

/** Of all pages below a directory. A page in parts, a directory of files, is one page. */
export function examplesBelow(directory: string): Example[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:md|d\.ts)$/.test(entry.name))
    .sort((a, b) => (join(a.parentPath ?? a.path, a.name) < join(b.parentPath ?? b.path, b.name) ? -1 : 1))
    .flatMap((entry) => {
      const folder = entry.parentPath ?? entry.path;
      const page = folder === directory ? entry.name : `${basename(folder)}/${entry.name}`;
      return examplesOf(page, readFileSync(join(folder, entry.name), 'utf8'));
    });
}
