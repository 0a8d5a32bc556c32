// Bundles the commands and the host runtime into dist/: one start-up file each, so that a command
// loads in tens of milliseconds. Types are checked apart, by `npm run typecheck`.
//     node tools/build.mjs [DIRECTORY]      (tests build into directories of their own)
import { chmodSync, cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildHostScript } from './host-script.mjs';
import { writeManPages } from './man.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = resolve(root, process.argv[2] ?? 'dist');
const { bin, version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const commands = Object.keys(bin);

rmSync(out, { recursive: true, force: true });
const common = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' };

await build({
  ...common,
  // sshterm is no command: it is loaded before those that an ssh client starts.
  entryPoints: [...commands, 'sshterm'].map((name) => `bin/${name}.ts`),
  outdir: out,
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  external: ['blessed', 'ssh2', 'esbuild', 'etcd3', 'pino', 'node-sqlite3-wasm'],
  banner: {
    // Bundled CommonJS libraries (commander) ask for Node's builtins with require().
    js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
  },
});
for (const name of commands) chmodSync(`${out}/${name}.js`, 0o755);

// The host is given to `node -e` over a descriptor, so it is one self-contained CommonJS script.
if (existsSync(`${root}migrator/host/main.ts`)) {
  await buildHostScript(root, 'migrator/host/main.ts', `${out}/host.cjs`);
}

// A thread of the agent's.
await build({
  ...common,
  entryPoints: ['agent/mfs/export/worker.ts'],
  outfile: `${out}/exports.mjs`,
  format: 'esm',
});

// A process that the agent starts now and then.
await build({
  ...common,
  entryPoints: ['agent/history/main.ts'],
  outfile: `${out}/history.mjs`,
  format: 'esm',
  external: ['node-sqlite3-wasm'],
});

// The page of `mosmon --web`: nothing of it comes from elsewhere.
await build({
  absWorkingDir: root,
  bundle: true,
  minify: true,
  logLevel: 'warning',
  entryPoints: ['web/page/page.ts', 'web/page/page.css'],
  outdir: join(out, 'web'),
  format: 'esm',
  target: ['chrome120', 'firefox121', 'safari17'],
});
for (const name of ['index.html', 'icon.svg']) cpSync(`${root}web/page/${name}`, join(out, 'web', name));

// Modules of Node's that are compiled with the programs that ask for them, and the library that they are made of.
cpSync(`${root}migrator/guest`, join(out, 'guest'), { recursive: true });
const { resolve: found } = createRequire(import.meta.url);
const PARTS = {
  'readable-stream': ['lib'],
  undici: ['lib/core', 'lib/web', 'lib/dispatcher/fixed-queue.js'],
  'web-streams-polyfill': ['dist/ponyfill.mjs'],
  fflate: ['esm/browser.js'],
};
for (const [library, parts] of Object.entries(PARTS)) {
  const home = found.paths(library).find((each) => existsSync(join(each, library, 'package.json')));
  for (const name of [...parts, 'LICENSE', 'package.json'])
    cpSync(join(home, library, name), join(out, 'guest', library, name), { recursive: true });
}

// Of the product only: they take as many processes as there are commands.
if (process.argv[2] === undefined) await writeManPages(commands, out, version);
