// Reads: standard input by the helpers that streams have.
import { run } from '../cases.ts';

const { stdin } = process;
stdin.setEncoding('utf8');
type Helped = { toArray(): Promise<string[]>; map(fn: (chunk: string) => string): Helped; flatMap(fn: (chunk: string) => string[]): Helped };
const helped = stdin as unknown as Helped;

await run({
  'map, flatMap, toArray': async () => {
    const words = await (stdin as unknown as Helped).map((chunk) => chunk.toUpperCase()).toArray();
    const text = words.join('');
    return [text.length, text.split('\n').length, text.slice(0, 40)];
  },
  'at its end': async () => (await helped.flatMap((chunk) => [...chunk]).toArray()).length,
});
