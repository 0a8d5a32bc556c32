// Bundles the commands and the host runtime into dist/: one start-up file each, so that a command
// loads in tens of milliseconds. Types are checked apart, by `npm run typecheck`.
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const commands = ['omrun', 'omd', 'migrate', 'mps', 'mosctl'].filter((name) => existsSync(`${root}bin/${name}.ts`));

rmSync(`${root}dist`, { recursive: true, force: true });
const common = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' };

await build({
  ...common,
  entryPoints: commands.map((name) => `bin/${name}.ts`),
  outdir: 'dist',
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  external: ['ssh2', 'esbuild', 'pino'],
  banner: {
    // Bundled CommonJS libraries (commander) ask for Node's builtins with require().
    js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
  },
});
for (const name of commands) chmodSync(`${root}dist/${name}.js`, 0o755);

// The host is given to `node -e` over a descriptor, so it is one self-contained CommonJS script.
if (existsSync(`${root}migrator/host/main.ts`)) {
  await build({ ...common, entryPoints: ['migrator/host/main.ts'], outfile: 'dist/host.cjs', format: 'cjs' });
}
