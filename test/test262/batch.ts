import { CURRENT } from './current.ts';
import { type Harness, wordsOf } from './harness.ts';
import { HOST, type TestCase } from './test-case.ts';
import { TICK } from './ticks.ts';

/** Tests that may share a program have the same key; null: it needs one of its own. */
export function batchKey({ run, front, source }: TestCase): string | null {
  if (run.mode !== 'captured' || run.variant === 'module' || front.negative !== null) return null;
  if (front.flags.has('raw') || /\bimport\b/.test(source)) return null;
  // These keep all that follows from being captured.
  const pins = /\beval\b|\bwith\s*\(|\bFunction\s*\(/.test(source);
  return `${pins ? 'pins' : 'moves'} ${front.flags.has('async') ? 'async' : 'sync'}`;
}

/**
 * To start a realm and compile the harness costs more than a test. So tests of scripts that plain node passes run as one
 * program, one after another, each in a function such as node wraps around a CommonJS module. What passes so has passed;
 * what does not is run alone, since another may have been in its way.
 */
export function batchText(harness: Harness, tests: readonly TestCase[]): string {
  const includes = new Set(['assert.js', 'sta.js', ...tests.flatMap(({ front }) => front.includes)]);
  const words = wordsOf(tests.map(({ source }) => source.replace(/\/\*---[\s\S]*?---\*\//, '')).join('\n'));
  for (const word of wordsOf(RUNNER)) words.add(word);
  return [
    TICK,
    HOST,
    // What a test deletes, another needs.
    harness.textFor([...includes], words).replace('options && options.restore', 'true'),
    `\nvar $tests = [${tests.map(element).join(',\n')}\n];\n`,
    RUNNER,
  ].join('');
}

const element = ({ run, front, body }: TestCase): string =>
  `{ isAsync: ${front.flags.has('async')}, run: function (exports, require, module, __filename, __dirname, $DONE) {${
    run.variant === 'strict' ? '"use strict";' : ''
  }\n${body}\n} }`;

const RUNNER = `
var $at = -1, $DONE;
function $doneFor(i) {
  return function (error) {
    if (i !== $at) return;
    print((error ? 'failed ' : 'passed ') + i);
    setImmediate($next);
  };
}
function $next() {
  while (++$at < $tests.length) {
    globalThis.${CURRENT} = $at;
    var test = $tests[$at];
    globalThis.$DONE = $DONE = $doneFor($at);
    try {
      test.run.call({}, {}, undefined, {}, '', '', $DONE);
    } catch (error) {
      if (test.isAsync) throw error;
      print('failed ' + $at);
      continue;
    }
    if (test.isAsync) return;
    print('passed ' + $at);
  }
}
$next();
`;

/** Which tests of a batch say that they passed. */
export const passedIn = (stdout: string): Set<number> =>
  new Set([...stdout.matchAll(/^passed (\d+)$/gm)].map(([, at]) => Number(at)));
