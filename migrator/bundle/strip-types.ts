/** TypeScript to JavaScript, by esbuild. */
import { basename, dirname } from 'node:path';
import type { BuildFailure, PluginBuild } from 'esbuild';
import { OmosixError } from '../../protocol/errors.ts';
import { failureText } from '../compile/failure-text.ts';
import { shown } from './files.ts';

export interface Stripped {
  code: string;
  /** Source map (version 3, JSON). */
  map: string;
}

const OPTIONS = {
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
} as const;

/** @throws OmosixError ECOMPILE */
export function stripTypes(path: string, host: PluginBuild): Promise<Stripped> {
  return explained(async () => (await strip([path], host))[0]!);
}

/** Of what is in no file. @throws OmosixError ECOMPILE */
export function stripText(
  { path, text }: { path: string; text: string },
  { esbuild }: PluginBuild,
): Promise<Stripped> {
  return explained(async () => {
    const { outputFiles } = await esbuild.build({
      ...OPTIONS,
      stdin: { contents: text, loader: 'ts', sourcefile: path, resolveDir: dirname(path) },
    });
    const ended = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))!.text;
    return { code: ended('.js'), map: ended('.map') };
  });
}

async function explained(work: () => Promise<Stripped>): Promise<Stripped> {
  try {
    return await work();
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
    ...OPTIONS,
    entryPoints: paths.map((path, i) => ({ in: path, out: String(i) })),
  });
  const stripped = paths.map(() => ({ code: '', map: '' }));
  for (const { path, text } of outputFiles)
    stripped[Number.parseInt(basename(path), 10)]![path.endsWith('.map') ? 'map' : 'code'] = text;
  return stripped;
}
