/**
 * Packages of npm's as users have them: the programs of ./programs under plain node, and captured at random safe points.
 *
 *     npm run torture:packages -- DIR [--only PART] [--captures K] [--jobs J]      DIR: where the packages are installed, and stay
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = resolve(here, '../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    captures: { type: 'string', default: '20' },
    jobs: { type: 'string', default: '1' },
  },
});
const [dir] = positionals;
if (dir === undefined) {
  console.error('npm run torture:packages -- DIR: where shall the packages be installed?');
  process.exit(2);
}

cpSync(here, dir, { recursive: true });
if (!existsSync(join(dir, 'node_modules')))
  spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit'], { cwd: dir, stdio: 'inherit' });

const programs = readdirSync(join(here, 'programs')).filter((name) => name.includes(values.only));
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'tools/run-ts.mjs'),
    join(root, 'test/engine/torture.ts'),
    ...['--captures', values.captures, '--jobs', values.jobs, '--limit', '600'],
    ...programs.map((name) => join(resolve(dir), 'programs', name)),
  ],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
