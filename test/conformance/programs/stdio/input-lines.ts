// Reads: the input line by line.
import * as readline from 'node:readline';
import { run } from '../cases.ts';

const reader = readline.createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
const lines = reader[Symbol.asyncIterator]();
await run({
  'one line': () => lines.next(),
  'the next': () => lines.next(),
  'after a while': async () => {
    await new Promise((done) => setTimeout(done, 10));
    return await lines.next();
  },
  'three at once': () => Promise.all([lines.next(), lines.next(), lines.next()]),
  'many': async () => {
    let [count, length] = [0, 0];
    for await (const line of { [Symbol.asyncIterator]: () => ({ next: () => lines.next() }) }) {
      length += line.length;
      if (++count === 60) break;
    }
    return [count, length];
  },
  'the rest': async () => {
    const rest: string[] = [];
    for (let next = await lines.next(); !next.done; next = await lines.next()) rest.push(next.value);
    return [rest.length, rest.join('').length, rest.at(-1)];
  },
  'after the end': () => lines.next(),
  'its state': () => [reader.terminal, reader.line, process.stdin.readableEnded],
});
