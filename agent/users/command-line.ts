import { OmosixError } from '../../protocol/errors.ts';

/** What a shell would make something of that is no word: other commands, redirections, substitutions. */
const SHELL_SYNTAX = /[;|&<>()`$\n\r]/;

/**
 * Splits a command as a POSIX shell does, with its three ways to quote; nothing is expanded, and nothing but one command is taken.
 * @throws OmosixError EUSAGE
 */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let rest = line;
  while (rest !== '') {
    const piece =
      /^(?<space>\s+)|^'(?<single>[^']*)'|^"(?<double>(?:[^"\\]|\\[\s\S])*)"|^\\(?<escaped>[\s\S])|^(?<plain>[^\s'"\\]+)/.exec(
        rest,
      );
    if (!piece?.groups) throw new OmosixError('EUSAGE', 'a quote is not closed');
    const { space, single, double, escaped, plain } = piece.groups;
    const syntax = SHELL_SYNTAX.exec(plain ?? '') ?? /[$`]/.exec((double ?? '').replace(/\\[\s\S]/g, ''));
    if (syntax || space?.includes('\n'))
      throw new OmosixError(
        'EUSAGE',
        `'${syntax?.[0] ?? 'a new line'}' has no meaning here: one command with its arguments, no shell`,
      );
    if (space === undefined)
      word = (word ?? '') + (single ?? double?.replace(/\\([\\"$`])/g, '$1') ?? escaped ?? plain);
    else if (word !== null) {
      words.push(word);
      word = null;
    }
    rest = rest.slice(piece[0].length);
  }
  if (word !== null) words.push(word);
  return words;
}
