// Runs a TypeScript tool of this repository: `node tools/run-ts.mjs FILE [args…]`. Node 20 cannot run TypeScript itself.

import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [, , file, ...args] = process.argv;
// Beside the source, so that the packages it imports are found.
const out = join(dirname(resolve(file)), `.run-${process.pid}.mjs`);
/** Each file keeps its own URL in the bundle. */
const ownUrls = {
  name: 'own-urls',
  setup(to) {
    to.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: 'ts',
    }));
  },
};
await build({
  entryPoints: [file],
  outfile: out,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
  plugins: [ownUrls],
});
process.argv = [process.argv[0], resolve(file), ...args];
process.on('exit', () => rmSync(out, { force: true }));
await import(pathToFileURL(out).href);
