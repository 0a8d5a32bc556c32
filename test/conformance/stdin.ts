/** What the programs find on their standard input that say `// Reads:` in their first line. */
import { readFileSync } from 'node:fs';

export const INPUT = Array.from(
  { length: 2000 },
  (_, i) => `line ${i} · ${'ä€😀x'.repeat(5 * (i % 7))}${i % 5 === 0 ? '\r' : ''}\n`,
).join('');

export const reads = (program: string): boolean => readFileSync(program, 'utf8').startsWith('// Reads:');
