import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { difference, type Expected } from './expected.ts';

/** No program of the suite takes a tenth of that on an idle node. */
const LONGEST_MS = 300_000;
/** Of what a program says more than that is not looked at: none is expected to say so much. */
const MOST_OUTPUT_CHARS = 1_000_000;

export interface Outcome {
  ms: number;
  /** How often it moved. */
  moves: number;
  /** In words; null where it is as under plain node. */
  wrong: string | null;
}

export interface HowToRun {
  omrun: string;
  env: NodeJS.ProcessEnv;
  /** Where it executes, and where its `--stats` go. */
  cwd: string;
  statsFile: string;
  options: readonly string[];
}

/** Runs it by `omrun`, and compares. */
export async function runProgram(program: Expected, how: HowToRun): Promise<Outcome> {
  const args = [how.omrun, '--stats', how.statsFile, ...how.options, program.file, ...program.arguments];
  const startMs = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: how.cwd,
    env: how.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout = (stdout + text).slice(0, MOST_OUTPUT_CHARS);
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr = (stderr + text).slice(0, MOST_OUTPUT_CHARS);
  });
  let isTooLong = false;
  const patience = setTimeout(() => {
    isTooLong = true;
    // Ends the task everywhere; who does not listen is killed.
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
  }, LONGEST_MS);
  const ended = await new Promise<string | null>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? null : `it ended by ${signal ?? `exit code ${code}`}`),
    );
  });
  clearTimeout(patience);
  const ms = performance.now() - startMs;
  const moves = movesIn(how.statsFile);
  rmSync(how.statsFile, { force: true });
  if (isTooLong) return { ms, moves, wrong: `it was not over after ${LONGEST_MS / 1000} s` };
  const [complaint] = stderr.trim().split('\n');
  if (ended !== null) return { ms, moves, wrong: complaint ? `${ended}: ${complaint}` : ended };
  const wrong = difference(stdout, program.stdout) ?? (complaint ? `it says '${complaint}'` : null);
  return { ms, moves, wrong };
}

function movesIn(file: string): number {
  try {
    return readFileSync(file, 'utf8').split('"event":"migration"').length - 1;
  } catch {
    return 0;
  }
}
