/** CPU time to a compiled program of 2,000 lines, in a fresh process: compiled anew, and found in the cache. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { summary } from '../statistics.ts';
import { cells, type Row } from '../table.ts';

const LINES = 2000;
const COLD_GOAL_MS = 300;
const CACHED_GOAL_MS = 20;

const root = fileURLToPath(new URL('../../..', import.meta.url));
const programs = fileURLToPath(new URL('programs/', import.meta.url));

/** The programs of this benchmark as modules of one, as often as it takes. */
function writeProgram(directory: string): string {
  const texts = readdirSync(programs).map((file) => readFileSync(join(programs, file), 'utf8'));
  const imports: string[] = [];
  for (let lines = 0, n = 0; lines < LINES; n++) {
    const text = texts[n % texts.length]!;
    writeFileSync(join(directory, `part-${n}.ts`), text);
    imports.push(`import { round as round${n} } from './part-${n}.ts';`);
    lines += text.split('\n').length;
  }
  const file = join(directory, 'program.ts');
  const calls = imports.map((_, n) => `await round${n}();`);
  writeFileSync(file, `${[...imports, ...calls].join('\n')}\n`);
  return file;
}

export async function compile(directory: string, repeats: number): Promise<Row[]> {
  const program = writeProgram(directory);
  // Below the packages that it imports.
  const script = join(root, `node_modules/.cache/omosix-bench-compile-${process.pid}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: ['test/bench/engine/compile-once.ts'],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // As in the product.
    external: ['esbuild'],
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(process.argv[1]);",
    },
  });
  const run = (...args: string[]): number =>
    Number(execFileSync(process.execPath, [script, ...args], { encoding: 'utf8' }));
  const [cold, cached]: [number[], number[]] = [[], []];
  const cache = join(directory, 'images');
  run('cached', program, cache);
  // Files that changed just now are not kept.
  await new Promise((resolve) => setTimeout(resolve, 100));
  run('cached', program, cache);
  for (let i = 0; i < repeats; i++) {
    const empty = run('nothing');
    cold.push(run('cold', program) - empty);
    cached.push(run('cached', program, cache) - empty);
  }
  const rowOf = (what: string, ms: number[], goal: number): Row => {
    const times = summary(ms);
    return { what, ...cells(times, 0, ' ms'), goal: `≤ ${goal} ms`, isMet: times.median <= goal };
  };
  return [
    rowOf(`${LINES} lines, compiled in a fresh process`, cold, COLD_GOAL_MS),
    rowOf(`${LINES} lines, from the cache`, cached, CACHED_GOAL_MS),
  ];
}
