/** `node:assert`: Node's own, but for what is said of an expression that is false, which Node reads from the program's file. */
import type { AssertionError } from 'node:assert';

type Ok = (...args: [value?: unknown, message?: unknown]) => void;
type Assert = Ok & Record<string, unknown> & { AssertionError: typeof AssertionError; strict: Assert };

const { assign, defineProperty, entries } = Object;

export function makeAssert(native: object, callText: () => string | undefined): object {
  const { AssertionError } = native as Assert;

  /** `args` as they were given: with none Node says so. */
  function falsy(args: unknown[], startFn: Function): Error {
    const [actual, given] = args;
    if (given instanceof Error) return given;
    const isGenerated = args.length === 0 || given === undefined || given === null;
    const message = args.length === 0 ? 'No value argument passed to `assert.ok()`' : (given ?? wordsOf());
    const options = { actual, expected: true, message, operator: '==', stackStartFn: startFn };
    return assign(new AssertionError(options as never), { generatedMessage: isGenerated });
  }
  function wordsOf(): string | undefined {
    const call = callText();
    return call === undefined ? undefined : `The expression evaluated to a falsy value:\n\n  ${call}\n`;
  }
  /** Under the name that Node's has. */
  function okNamed(name: string): Ok {
    const ok: Ok = (...args) => {
      if (!args[0]) throw falsy(args, ok);
    };
    return defineProperty(ok, 'name', { value: name, configurable: true });
  }

  const ok = okNamed('ok');
  function like(theirs: Assert, name: string): Assert {
    const ours = okNamed(name) as Assert;
    for (const [key, value] of entries(theirs)) ours[key] = value;
    ours.ok = ok;
    return ours;
  }
  const made = like(native as Assert, 'ok');
  const strict = like((native as Assert).strict, 'strict');
  made.strict = strict;
  strict.strict = strict;
  return made;
}
