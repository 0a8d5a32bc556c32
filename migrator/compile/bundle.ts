import { type BuildFailure, build, type Message } from 'esbuild';
import { OmosixError } from '../../protocol/errors.ts';

/** The program and all it imports as one strict-mode script text, types stripped, with its map to the user's files. */
export interface Bundle {
  code: string;
  /** Source map (version 3, JSON) from `code` to the user's files. */
  map: string;
  /** Absolute paths of all files that went in. */
  inputs: string[];
}

/**
 * Optional chaining and logical assignment are lowered here, to what later passes know; everything else stays as written,
 * at V8's own speed. Node's builtin modules stay imports.
 */
const LOWERED = { 'optional-chain': false, 'logical-assignment': false } as const;

/** @throws OmosixError ECOMPILE with file, line, column and the line itself */
export async function bundle(file: string): Promise<Bundle> {
  try {
    const result = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      metafile: true,
      outfile: 'program.js',
      format: 'esm',
      platform: 'node',
      target: 'esnext',
      supported: LOWERED,
      sourcemap: 'external',
      sourcesContent: true,
      legalComments: 'none',
      charset: 'utf8',
      logLevel: 'silent',
      absWorkingDir: file.slice(0, file.lastIndexOf('/')) || '/',
    });
    const text = (suffix: string): string =>
      result.outputFiles.find((output) => output.path.endsWith(suffix))!.text;
    const base = file.slice(0, file.lastIndexOf('/')) || '/';
    return {
      code: text('program.js'),
      map: text('program.js.map'),
      inputs: Object.keys(result.metafile.inputs).map((input) => absolute(base, input)),
    };
  } catch (error) {
    const failure = error as BuildFailure;
    if (!Array.isArray(failure.errors)) throw error;
    throw new OmosixError('ECOMPILE', failure.errors.map(describe).join('\n'));
  }
}

export function absolute(base: string, path: string): string {
  if (path.startsWith('/')) return path;
  const parts = base.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/') || '/';
}

function describe({ text, location }: Message): string {
  if (!location) return text;
  const caret = `${' '.repeat(location.column)}${'^'.repeat(Math.max(1, location.length))}`;
  return `${location.file}:${location.line}:${location.column + 1}: ${text}\n    ${location.lineText}\n    ${caret}`;
}
