// Counts the words of a text: the most frequent, the longest, and which follow each other.
// Usage: word-count.ts FILE [passes = 1]
import { readFileSync } from 'node:fs';

interface Entry {
  word: string;
  count: number;
  lines: Set<number>;
}

class Counter {
  private readonly entries = new Map<string, Entry>();
  private readonly pairs = new Map<string, number>();
  words = 0;

  addLine(line: string, number: number): void {
    let previous: string | undefined;
    for (const match of line.match(/[\p{L}']+/gu) ?? []) {
      const word = match.toLowerCase().replace(/^'+|'+$/g, '');
      if (word === '') continue;
      this.words++;
      const entry = this.entries.get(word) ?? { word, count: 0, lines: new Set<number>() };
      entry.count += 1;
      entry.lines.add(number);
      this.entries.set(word, entry);
      if (previous !== undefined) {
        const pair = `${previous} ${word}`;
        this.pairs.set(pair, (this.pairs.get(pair) ?? 0) + 1);
      }
      previous = word;
    }
  }

  get different(): number {
    return this.entries.size;
  }

  mostFrequent(many: number): Entry[] {
    return [...this.entries.values()].sort(byCount).slice(0, many);
  }

  longest(many: number): string[] {
    return [...this.entries.keys()].sort((a, b) => b.length - a.length || compare(a, b)).slice(0, many);
  }

  commonPairs(many: number): [pair: string, count: number][] {
    return [...this.pairs].sort(([a, x], [b, y]) => y - x || compare(a, b)).slice(0, many);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byCount(a: Entry, b: Entry): number {
  return b.count - a.count || compare(a.word, b.word);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    console.error(`word-count: ${(error as Error).message}`);
    process.exit(1);
  }
}

const [file, passes = '1'] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: word-count.ts FILE [passes]');
  process.exit(2);
}
const lines = readText(file).split('\n');
const counter = new Counter();
for (let pass = 1; pass <= Number(passes); pass++) {
  lines.forEach((line, i) => {
    counter.addLine(line, i + 1);
  });
  console.log(`pass ${pass}: ${counter.words} words, ${counter.different} different`);
}
for (const { word, count, lines } of counter.mostFrequent(15)) {
  console.log(`${word.padEnd(14)} ${String(count).padStart(8)} on ${lines.size} lines`);
}
console.log(`longest: ${counter.longest(5).join(', ')}`);
for (const [pair, count] of counter.commonPairs(5)) console.log(`${String(count).padStart(6)} × ${pair}`);
