import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';

interface Piece {
  text: string;
  words: ReadonlySet<string>;
  /** It is needed where all of these words appear; empty: always. */
  defines: readonly string[];
}

/**
 * The suite's harness files, cut to what a test can reach: to compile `assert.js` whole with each of 50,000 tests costs
 * more than the tests. A statement that defines a name stays if that name appears anywhere in what is kept; all others stay.
 */
export class Harness {
  private readonly directory: string;
  private readonly files = new Map<string, Piece[]>();

  constructor(suite: string) {
    this.directory = join(suite, 'harness');
  }

  textFor(includes: readonly string[], testWords: ReadonlySet<string>): string {
    const pieces = includes.flatMap((name) => this.piecesOf(name));
    const kept = new Set<Piece>();
    const words = new Set(testWords);
    for (let before = -1; before !== kept.size; ) {
      before = kept.size;
      for (const piece of pieces) {
        if (kept.has(piece) || !piece.defines.every((word) => words.has(word))) continue;
        kept.add(piece);
        for (const word of piece.words) words.add(word);
      }
    }
    return pieces
      .filter((piece) => kept.has(piece))
      .map(({ text }) => text)
      .join('\n');
  }

  private piecesOf(name: string): Piece[] {
    let pieces = this.files.get(name);
    if (!pieces) {
      pieces = cut(readFileSync(join(this.directory, name), 'utf8'));
      this.files.set(name, pieces);
    }
    return pieces;
  }
}

export const wordsOf = (text: string): Set<string> => new Set(text.match(/[\w$]+/g));

function cut(source: string): Piece[] {
  const { body } = parse(source, { ecmaVersion: 'latest', sourceType: 'script' });
  return body.flatMap((statement): Piece[] => {
    const text = source.slice(statement.start, statement.end);
    const words = wordsOf(text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''));
    const piece = (defines: string[]): Piece => ({ text, words, defines });
    if (statement.type === 'FunctionDeclaration') return [piece([statement.id.name])];
    if (statement.type === 'VariableDeclaration' && statement.declarations.length === 1) {
      const { id } = statement.declarations[0]!;
      return [piece(id.type === 'Identifier' ? [id.name] : [])];
    }
    if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression') {
      const target = source.slice(statement.expression.left.start, statement.expression.left.end);
      const [root, member] = target.split('.');
      return [piece(root === 'assert' && member ? [root, member] : [root!])];
    }
    return [piece([])];
  });
}
