/** TypeScript to JavaScript, by esbuild. */
import { basename } from 'node:path';
import type { BuildFailure, PluginBuild } from 'esbuild';
import { OmosixError } from '../../protocol/errors.ts';
import { failureText } from '../compile/failure-text.ts';
import { shown } from './files.ts';

export interface Stripped {
  code: string;
  /** Source map (version 3, JSON). */
  map: string;
}

/** @throws OmosixError ECOMPILE */
export async function stripTypes(path: string, host: PluginBuild): Promise<Stripped> {
  try {
    const [script] = await strip([path], host);
    return script!;
  } catch (error) {
    const failure = error as BuildFailure;
    if (!Array.isArray(failure.errors)) throw error;
    // esbuild names files from its working directory, which is the root.
    const texts = failure.errors.map(({ text, location }) =>
      failureText(text, location && { ...location, file: shown(`/${location.file}`) }),
    );
    throw new OmosixError('ECOMPILE', texts.join('\n'));
  }
}

/** Of several files at once. @throws BuildFailure of esbuild */
export async function strip(paths: readonly string[], { esbuild }: PluginBuild): Promise<Stripped[]> {
  const { outputFiles } = await esbuild.build({
    entryPoints: paths.map((path, i) => ({ in: path, out: String(i) })),
    outdir: '/',
    write: false,
    absWorkingDir: '/',
    target: 'esnext',
    // TypeScript has them, and no version of Node.js that there is here.
    supported: { decorators: false, using: false },
    platform: 'node',
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'silent',
  });
  const stripped = paths.map(() => ({ code: '', map: '' }));
  for (const { path, text } of outputFiles)
    stripped[Number.parseInt(basename(path), 10)]![path.endsWith('.map') ? 'map' : 'code'] = text;
  return stripped;
}
