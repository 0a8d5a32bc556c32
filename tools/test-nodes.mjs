// npm run test:nodes: the tests and programs of the engine under other versions of Node.js, which npm gets, and between them.
//     node tools/test-nodes.mjs [--sample K] [--conformance PART]...
//         every K-th program (8); of the conformance programs those with PART in their name (fork/, stdio/, workers/)
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '8' },
    conformance: { type: 'string', multiple: true, default: ['fork/', 'stdio/', 'workers/'] },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules/.cache/omosix-nodes');

function nodeOf(major) {
  const home = join(cache, String(major));
  const file = join(home, 'node_modules/node/bin/node');
  if (!existsSync(file)) {
    mkdirSync(home, { recursive: true });
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', home, `node@${major}`], {
      stdio: 'inherit',
    });
  }
  return file;
}

let nodes;
try {
  nodes = { 22: nodeOf(22), 24: nodeOf(24) };
} catch (error) {
  console.log(`skipped: other versions of Node.js cannot be had here (${error.message.split('\n')[0]})`);
  process.exit(0);
}
const programs = readdirSync(join(root, 'test/engine/programs'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('test/engine/programs', name))
  .filter((_, at) => at % Number(values.sample) === 0);
const own = process.execPath;
let failed = false;
const run = (args, env = {}, node = own) => {
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  failed ||= status !== 0;
};
run([join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'test/engine/nodes.test.ts'], {
  OMOSIX_NODE_24: nodes[24],
});
for (const order of [[nodes[24]], [nodes[22]], [own, nodes[24]], [nodes[24], own]])
  run(['tools/run-ts.mjs', 'test/engine/torture.ts', '--hops', '3', '--nodes', order.join(), ...programs]);
for (const node of Object.values(nodes))
  run(['tools/run-ts.mjs', 'test/conformance/main.ts', ...values.conformance], {}, node);
process.exitCode = failed ? 1 : 0;
