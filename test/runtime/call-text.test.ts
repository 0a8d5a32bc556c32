import { expect, test } from 'vitest';
import { callTextAt } from '../../migrator/runtime/trace/call-text.ts';

/** The call whose name, or whose method's name, `^` stands before. */
function callIn(marked: string): string | undefined {
  const at = marked.indexOf('^');
  const fileText = marked.replace('^', '');
  const before = fileText.slice(0, at).split('\n');
  const line = before.length;
  const column = before.at(-1)!.length;
  const text = fileText.split('\n')[line - 1]!;
  const rest = {
    name: 'f',
    opaque: null,
    isMain: true,
    isCommonJs: false,
    file: '/f.mjs',
    shownFile: '/f.mjs',
  };
  return callTextAt({ ...rest, line, column, text, fileText });
}

test.each([
  ['^assert(0); more();', 'assert(0)'],
  ['f(); assert.strict.^ok(a.b(c) || d) && e', 'assert.strict.ok(a.b(c) || d)'],
  ['^ok(\')\' === "\\")" + `)`)', 'ok(\')\' === "\\")" + `)`)'],
  ['^ok(/[)\\]]\\)/.test(x) /* ) */)', 'ok(/[)\\]]\\)/.test(x) /* ) */)'],
  ['^ok(a / b, c) / d)', 'ok(a / b, c)'],
  ['a;\n\n  assert.^ok(\n    one &&\n      two,\n  );\nb(', 'assert.ok(\n    one &&\n      two,\n  )'],
])('%s', (marked, expected) => expect(callIn(marked)).toBe(expected));

test('a call that does not end has none', () => expect(callIn('^ok(1, 2')).toBeUndefined());
