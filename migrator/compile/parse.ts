import { Parser as AcornParser, type Options } from 'acorn';
import type { Node } from './ast.ts';

const COMMON: Options = { ecmaVersion: 'latest', locations: true, ranges: true, allowHashBang: true };

/** The part of acorn's parser that stands in no type. */
interface Tokenizer {
  start: number;
  value: { value: RegExp | null };
  readRegexp(): void;
  raise(at: number, message: string): never;
}

/** A regular expression that this Node.js cannot run is refused like by Node.js itself: before anything runs. */
const Parser = AcornParser.extend(
  (base) =>
    class extends (base as unknown as new (...args: never[]) => Tokenizer) {
      override readRegexp(): void {
        super.readRegexp();
        if (this.value.value === null) this.raise(this.start, 'Invalid regular expression');
      }
    } as unknown as typeof AcornParser,
);

export interface ParseFailure {
  message: string;
  /** From 1. */
  line: number;
  /** From 0. */
  column: number;
}

/** What acorn throws. */
export const failureOf = (error: unknown): ParseFailure => {
  const { message, loc } = error as Error & { loc?: { line: number; column: number } };
  return { message: message.replace(/ \(\d+:\d+\)$/, ''), line: loc?.line ?? 1, column: loc?.column ?? 0 };
};

/** The text of an ES module. @throws SyntaxError of acorn */
export const parseModule = (code: string): Node =>
  Parser.parse(code, { ...COMMON, sourceType: 'module' }) as unknown as Node;

/** The text of a CommonJS module: the body of a function. @throws SyntaxError of acorn */
export const parseCommonJs = (code: string): Node =>
  Parser.parse(code, {
    ...COMMON,
    sourceType: 'script',
    allowReturnOutsideFunction: true,
  }) as unknown as Node;

/** A script: what indirect `eval` runs. @throws SyntaxError of acorn */
export const parseScript = (code: string): Node =>
  Parser.parse(code, { ...COMMON, sourceType: 'script' }) as unknown as Node;
