/** The shipped outputs are what plain node prints today, so that comparing with them means something. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, stripTypes } from '../support/plain.ts';
import { seed, shareOf } from '../support/share.ts';
import { workloads } from '../support/workloads.ts';

/** Each computes for seconds. */
const share = shareOf(workloads, 6);

describe(`workloads under plain node, seed ${seed}`, () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'omosix-workloads-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each(share)('$name prints what workloads/expected says', async (workload) => {
    const plain = await stripTypes(workload.program, directory);
    const outcome = await run(process.execPath, [plain, ...workload.arguments], {
      cwd: directory,
      stdin: workload.stdin,
    });
    expect(outcome.exitCode).toBe(0);
    expect(outcome.stdout).toBe(workload.expected);
    if (workload.file) {
      const bytes = readFileSync(join(directory, workload.file.name));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(workload.file.sha256);
    }
  });

  it('compute-pi finds the same decimals with workers', async () => {
    const plain = await stripTypes(workloads[0]!.program, directory);
    const pi = (...args: string[]) => run(process.execPath, [plain, ...args], { cwd: directory });
    const [alone, shared] = [await pi('1000'), await pi('1000', '3')];
    expect(shared).toMatchObject({ stdout: alone.stdout, exitCode: 0 });
    expect(shared.stderr).toContain('all correct');
  });

  it('compute-pi knows a wrong digit when it sees one', async () => {
    const plain = await stripTypes(workloads[0]!.program, directory);
    const text = readFileSync(plain, 'utf8');
    const spoiled = join(directory, 'spoiled.mjs');
    writeFileSync(spoiled, text.replace('String(held)', 'String(9 - held)'));
    const outcome = await run(process.execPath, [spoiled, '1000'], { cwd: directory });
    expect(outcome.stderr).toContain('WRONG');
    expect(outcome.exitCode).toBe(1);
  });
});
