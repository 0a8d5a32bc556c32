/** `npm run test:lan`: machines on a LAN, emulated by namespaces; skipped with its reason where they cannot be. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeLeftovers } from '../support/lan/names.ts';
import { lanIsMissing } from '../support/lan/needs.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Report {
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** A file that cannot even be loaded has no failed test in it, but it is a failure. */
function counts({ testResults }: Report): { passed: number; failed: number; skipped: number } {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, assertionResults } of testResults) {
    const having = (wanted: string) => assertionResults.filter((test) => test.status === wanted).length;
    sum.passed += having('passed');
    sum.skipped += having('pending') + having('skipped');
    sum.failed += status === 'failed' ? Math.max(1, having('failed')) : having('failed');
  }
  return sum;
}

async function main(args: string[]): Promise<number> {
  const missing = lanIsMissing();
  if (missing !== null) {
    console.log(`test:lan is skipped: ${missing}`);
    return 0;
  }
  const directory = mkdtempSync(join(tmpdir(), 'omosix-lan-'));
  const report = join(directory, 'report.json');
  try {
    const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${report}`];
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const command = [vitest, 'run', '--config', 'test/lan/vitest.config.ts', ...reporters, ...args];
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => child.kill(signal));
    const code = await new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
    const { passed, failed, skipped } = counts(JSON.parse(readFileSync(report, 'utf8')) as Report);
    const others = skipped > 0 ? `, ${skipped} skipped` : '';
    console.log(`${passed} passed, ${code !== 0 ? Math.max(1, failed) : failed} failed${others}`);
    return code;
  } finally {
    removeLeftovers();
    rmSync(directory, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: Error) => {
    console.log(`${error.message}\n0 passed, 1 failed`);
    process.exit(1);
  },
);
