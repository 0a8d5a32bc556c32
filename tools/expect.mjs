// Writes workloads/expected/NAME.txt anew, from plain node: `node tools/expect.mjs [NAME…]`; and workloads/stress/expected/NAME.txt.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const workloads = fileURLToPath(new URL('../workloads/', import.meta.url));
const wanted = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'omosix-expect-'));
try {
  for (const folder of [workloads, `${workloads}stress/`])
    for (const { name, arguments: args, seq = 0 } of JSON.parse(
      readFileSync(`${folder}expected/standard.json`, 'utf8'),
    )) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const outfile = join(directory, `${name}.mjs`);
      await build({
        entryPoints: [`${folder}${name}.ts`],
        outfile,
        format: 'esm',
        target: 'node20',
        logLevel: 'error',
      });
      const absolute = args.map((argument) =>
        argument.startsWith('data/') ? workloads + argument : argument,
      );
      const input = Array.from({ length: seq }, (_, i) => `${i + 1}\n`).join('');
      const started = performance.now();
      const { status, stdout } = spawnSync(process.execPath, [outfile, ...absolute], {
        cwd: directory,
        input,
        maxBuffer: 2 ** 28,
      });
      if (status !== 0) throw new Error(`${name} exits with ${status}`);
      writeFileSync(`${folder}expected/${name}.txt`, stdout);
      console.log(`${name}: ${stdout.length} bytes, ${Math.round(performance.now() - started)} ms`);
    }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
