import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deep, type HandMade, nested } from './programs.ts';

let folder: string;
let host: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'omosix-hops-'));
  host = join(folder, 'host.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('mini-host.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outfile: host,
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MOVED = 7;

/** Runs the program, a new process after each capture; its output and the number of moves. */
function run(program: HandMade, polls: number, inPlace = false): { output: string; hops: number } {
  let output = '';
  for (let hops = 0; ; hops++) {
    const job = join(folder, 'job.json');
    const state = (n: number) => join(folder, `state-${n}`);
    writeFileSync(
      job,
      JSON.stringify({ program, polls, from: hops === 0 ? null : state(hops - 1), to: state(hops), inPlace }),
    );
    try {
      output += execFileSync(process.execPath, ['--stack-size=2000', host, job], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      return { output, hops };
    } catch (error) {
      const { status, stdout } = error as { status: number; stdout: string };
      if (status !== MOVED) throw error;
      output += stdout;
    }
  }
}

const NEVER = 1e9;

describe('a program of nested loops', () => {
  const still = () => run(nested, NEVER);
  test.each([5, 13])('moves to a new process after every %i polls and prints the same', (polls) => {
    const moved = run(nested, polls);
    expect(moved.output).toBe(still().output);
    expect(moved.hops).toBeGreaterThan(0);
  });
  test('goes on in place after every capture', () => {
    expect(run(nested, 0, true).output).toBe(still().output);
  });
});

test('a stack of 8,000 frames moves', () => {
  expect(run(deep, 0)).toEqual({ output: '4000\n', hops: 1 });
});
