import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Frontmatter, frontmatterOf } from './frontmatter.ts';
import { type Harness, wordsOf } from './harness.ts';
import { TICK, withTicks } from './ticks.ts';

/**
 * The yardstick is plain node: a test counts only where plain node passes the same file, run as a user would run it. So
 * harness and test are one program: a CommonJS module (sloppy, or strict by a directive), or an ES module for tests that
 * say so. A script test is thus not global code: what depends on that fails under node too and does not count.
 */
export type Variant = 'sloppy' | 'strict' | 'module';
/** As written, to its end in one host; or with ticks, captured and restored on its way. */
export type Mode = 'unmoved' | 'captured';

export interface Run {
  /** Below the suite's `test/`. */
  path: string;
  variant: Variant;
  mode: Mode;
}

export interface TestCase {
  run: Run;
  front: Frontmatter;
  source: string;
  /** The file itself, with ticks. */
  body: string;
  /** All of the program. */
  text: string;
  ticks: number;
}

/** What the suite asks of a host, as far as a program can do it for itself. */
export const HOST = `function print(text) { console.log(String(text)); }
var $262 = {
  global: globalThis,
  detachArrayBuffer(buffer) { structuredClone(buffer, { transfer: [buffer] }); },
};
`;

export function variantsOf({ flags }: Frontmatter): Variant[] {
  if (flags.has('module')) return ['module'];
  if (flags.has('raw') || flags.has('noStrict')) return ['sloppy'];
  return flags.has('onlyStrict') ? ['strict'] : ['sloppy', 'strict'];
}

export function testCase(suite: string, harness: Harness, run: Run, ticked: boolean): TestCase {
  const source = readFileSync(join(suite, 'test', run.path), 'utf8');
  const front = frontmatterOf(source);
  if (front.flags.has('raw')) return { run, front, source, body: source, text: source, ticks: 0 };
  const wanted = ticked && !front.negative;
  const test = wanted
    ? withTicks(source, run.variant === 'module' ? 'module' : 'script')
    : { text: source, ticks: 0 };
  const words = wordsOf(source.replace(/\/\*---[\s\S]*?---\*\//, ''));
  const includes = ['assert.js', 'sta.js', ...front.includes];
  if (front.flags.has('async')) includes.push('doneprintHandle.js');
  // There a script's function would be global.
  const done = front.includes.includes('asyncHelpers.js') ? '\nglobalThis.$DONE = $DONE;' : '';
  const text = [
    run.variant === 'strict' ? '"use strict";\n' : '',
    wanted ? TICK : '',
    HOST,
    harness.textFor(includes, words),
    done,
    '\n',
    test.text,
  ].join('');
  return { run, front, source, body: test.text, text, ticks: test.ticks };
}
