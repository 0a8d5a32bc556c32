// Runs a TypeScript tool of this repository: `node tools/run-ts.mjs FILE [args…]`. Node 20 cannot run TypeScript itself.

import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [, , file, ...args] = process.argv;
// Below the packages that it imports, and not in the tree: a run that is killed leaves it behind.
const out = fileURLToPath(new URL(`../node_modules/.cache/omosix-run/${process.pid}.mjs`, import.meta.url));
/** Each file keeps its own URL in the bundle. */
const ownUrls = {
  name: 'own-urls',
  setup(to) {
    to.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        'import.meta.url',
        // It may stand in a string, with either of the other quotes.
        `\`${pathToFileURL(path).href}\``,
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
