// Builds the commands and the benchmark, which is TypeScript, and runs it: see test/bench/main.ts.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}node_modules/.cache/omosix-bench/`;
// Inside the package, so that what is not bundled is found; not in dist, which may be in use.
execFileSync(process.execPath, [`${root}tools/build.mjs`, `${out}dist`], { stdio: 'inherit' });
await build({
  absWorkingDir: root,
  entryPoints: [
    'test/bench/main.ts',
    'test/bench/channel-server.ts',
    'test/bench/heap-process.ts',
    'test/bench/io/floor.ts',
  ],
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // What looks for its neighbours finds them where the sources are.
  define: { 'import.meta.url': JSON.stringify(pathToFileURL(`${root}test/bench/main.ts`).href) },
});
try {
  const { bench } = await import(pathToFileURL(`${out}main.mjs`).href);
  const at = (name) => `${out}${name}`;
  const setting = {
    root,
    dist: at('dist'),
    channelServer: at('channel-server.mjs'),
    floorScript: at('io/floor.mjs'),
    heapProcess: at('heap-process.mjs'),
  };
  await bench(setting, process.argv.slice(2));
} finally {
  rmSync(out, { recursive: true, force: true });
}
