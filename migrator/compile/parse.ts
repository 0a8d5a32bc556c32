import { type Options, Parser } from 'acorn';
import { OmosixError } from '../../protocol/errors.ts';
import type { Node } from './ast.ts';

const OPTIONS: Options = {
  ecmaVersion: 'latest',
  sourceType: 'module',
  locations: true,
  ranges: true,
  allowHashBang: true,
};

/** @throws OmosixError ECOMPILE: esbuild has accepted the text, so this is something that only strict parsing finds */
export function parse(code: string): Node {
  try {
    return Parser.parse(code, OPTIONS) as unknown as Node;
  } catch (error) {
    throw new OmosixError('ECOMPILE', (error as Error).message);
  }
}
