import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { frontmatterOf } from './frontmatter.ts';
import { Harness, wordsOf } from './harness.ts';
import { withTicks } from './ticks.ts';
import { failureOf } from './verdict.ts';

const samples = fileURLToPath(new URL('samples', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

function run(suite: string, ...args: string[]): { out: string; code: number | null } {
  const state = mkdtempSync(join(tmpdir(), 'omosix-test262-state-'));
  try {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['tools/run-ts.mjs', 'test/test262/main.ts', suite, '--jobs', '1', '--state', state, ...args],
      { cwd: root, encoding: 'utf8' },
    );
    return { out: stdout + stderr, code: status };
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

test('tests of each kind pass, captured too; what plain node fails does not count', {
  timeout: 300_000,
}, () => {
  const { out, code } = run(samples, '--dirs', 'language', '--seed', '3');
  // Seven files, all but the refused one captured; what fails everywhere does not count.
  expect(out).toMatch(/\| all \| 7 \| 6 \| 6 \| 0 \| 0 \| [3-5] of 5 \|/);
  expect(out).toContain('not run: 1 (realms)');
  expect(code).toBe(0);
});

test.runIf(process.env.TEST262_DIR)('a sample of the suite itself', { timeout: 300_000 }, () => {
  const { out, code } = run(process.env.TEST262_DIR!, '--sample', '40');
  expect(out).toContain('| all |');
  expect(code, out).toBe(0);
});

test('frontmatter', () => {
  const front = frontmatterOf(`/*---
negative:
  phase: parse
  type: SyntaxError
includes:
  - a.js
  - b.js
flags: [onlyStrict, async]
---*/`);
  expect(front.negative).toEqual({ phase: 'parse', type: 'SyntaxError' });
  expect(front.includes).toEqual(['a.js', 'b.js']);
  expect([...front.flags]).toEqual(['onlyStrict', 'async']);
});

test('of the harness stays what the test can reach', () => {
  const text = new Harness(samples).textFor(['assert.js', 'sta.js'], wordsOf('assert.sameValue(1, 1)'));
  expect(text).toContain('assert.sameValue =');
  expect(text).toContain('Test262Error.prototype.toString');
  expect(text).not.toContain('unused');
});

test('ticks stand before statements, after directives', () => {
  expect(withTicks('"use strict"; f(); { g() }', 'script')).toEqual({
    text: '"use strict"; $tick(0);f(); $tick(0);{ $tick(0);g() }',
    ticks: 3,
  });
  expect(withTicks('not a program', 'script').ticks).toBe(0);
});

test('verdicts', () => {
  const sync = frontmatterOf('');
  const async = frontmatterOf('/*---\nflags: [async]\n---*/');
  const early = frontmatterOf('/*---\nnegative:\n  phase: parse\n  type: SyntaxError\n---*/');
  const ended = { refused: false, error: null, stdout: '' };
  expect(failureOf(sync, ended)).toBeNull();
  expect(failureOf(sync, { ...ended, error: 'Error: x' })).toBe('Error: x');
  expect(failureOf(async, ended)).toBe('$DONE was not called');
  expect(failureOf(async, { ...ended, stdout: 'Test262:AsyncTestComplete\n' })).toBeNull();
  expect(failureOf(async, { ...ended, stdout: 'Test262:AsyncTestFailure:why\n' })).toContain('why');
  expect(failureOf(early, ended)).toContain('no error');
  expect(failureOf(early, { ...ended, error: 'SyntaxError', refused: true })).toBeNull();
  expect(failureOf(early, { ...ended, error: 'SyntaxError' })).toContain('too late');
});
