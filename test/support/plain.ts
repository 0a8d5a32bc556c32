/** "As under node": the program bundled and stripped of its types by esbuild, run by the same node. */
import { spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

export interface Outcome {
  stdout: string;
  stderr: string;
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

export interface RunOptions {
  cwd: string;
  stdin?: string;
  env?: NodeJS.ProcessEnv;
}

/** Writes the plain JavaScript of a program into `directory` and gives its path. */
export async function stripTypes(program: string, directory: string): Promise<string> {
  const outfile = join(directory, basename(program).replace(/\.[cm]?[jt]s$/, '.mjs'));
  await build({
    entryPoints: [program],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
    keepNames: false,
  });
  return outfile;
}

/** Runs a command to its end; a closed pipe of a command that does not read its input is no failure. */
export function run(command: string, args: string[], options: RunOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: { ...process.env, ...options.env } });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? '');
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      resolve({
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
        exitCode,
        signal,
      });
    });
  });
}
