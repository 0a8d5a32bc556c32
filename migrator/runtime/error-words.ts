import { types } from 'node:util';
import { bare } from './bare.ts';

const { isNativeError } = types;
const { getOwnPropertyDescriptor, defineProperty } = Object;

/** What V8 says with a piece of the program's text in it. */
const QUOTES = / is not (?:a function|a constructor|iterable|async iterable)\b|^Cannot destructure /;
/** As in migrator/compile/lower/words.ts. */
const SIGNS = ['(...)', '.', '[', ']', '"', '#', '(intermediate value)', ' ', '$'];

const unsigned = (name: string): string => name.replace(/\$(\d)/g, (_, sign) => SIGNS[Number(sign)]!);

/** Generated text as the user wrote it: temporaries, environments and variables that were given another name. */
export function inUsersWords(message: string): string {
  return message
    .replace(/\(0 , \$e\d+(?:\$c)?\.([\w$]+)\)/g, '$1')
    .replace(/\$e\d+(?:\$c)?\./g, '')
    .replace(/\$m(\d+(?:_[\w$]+)?)\.call\b/g, '$$t$1')
    .replace(/\$t\d+(?:_([\w$]+))?/g, (_, name) => (name === undefined ? SIGNS[6]! : unsigned(name)))
    .replace(/\$this\d+/g, 'this')
    .replace(/'\$p\d+' as it is (undefined|null)/, (_, value) =>
      value === 'null' ? "'object null' as it is null" : "'undefined' as it is undefined",
    )
    .replace(/\b([A-Za-z]\w*)\$(?:\d+|c)\b/g, '$1')
    .replace(/\b_\$(?=\w)/g, '$')
    .replace(/^(.*)\(\.\.\.\) is not iterable$/, '$1 is not a function or its return value is not iterable');
}

/** What is caught, with a message that quotes the user's program and not the code that was made from it. */
export function caught(error: unknown): unknown {
  if (typeof error !== 'object' || !isNativeError(error)) return error;
  const message: unknown = getOwnPropertyDescriptor(error, 'message')?.value;
  if (typeof message === 'string' && message.includes('$') && QUOTES.test(message)) {
    const words = inUsersWords(message);
    if (words !== message) defineProperty(error, 'message', bare({ value: words }));
  }
  return error;
}
