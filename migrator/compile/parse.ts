import { type Options, Parser } from 'acorn';
import type { Node } from './ast.ts';

const COMMON: Options = { ecmaVersion: 'latest', locations: true, ranges: true, allowHashBang: true };

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
