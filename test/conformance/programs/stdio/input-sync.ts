// Reads: the input by descriptor 0.
import * as fs from 'node:fs';
import { run } from '../cases.ts';

const buffer = Buffer.alloc(16);
const text = (count: number): string => buffer.toString('utf8', 0, count);
await run({
  'what it is': () => {
    const stats = fs.fstatSync(0);
    return [stats.isFile() || stats.isFIFO() || stats.isSocket() || stats.isCharacterDevice(), stats.isDirectory()];
  },
  'sixteen bytes': () => text(fs.readSync(0, buffer)),
  'into a part': () => [fs.readSync(0, buffer, 4, 4, null), buffer.toString('latin1')],
  'with options': () => text(fs.readSync(0, buffer, { length: 8 })),
  'of no length': () => fs.readSync(0, buffer, 0, 0, null),
  'by callback': () => new Promise((done) => fs.read(0, buffer, 0, 8, null, (error, count) => done([error, text(count)]))),
  'vectors': () => {
    const parts = [Buffer.alloc(3), Buffer.alloc(5)];
    return [fs.readvSync(0, parts), parts.map(String)];
  },
  'out of range': () => fs.readSync(0, buffer, 10, 10, null),
  'the rest': () => {
    const rest = fs.readFileSync(0, 'utf8');
    return [rest.length, rest.slice(0, 40), rest.slice(-20)];
  },
  'after the end': () => [fs.readSync(0, buffer), fs.readFileSync(0, 'utf8')],
  'its name': () => fs.readFileSync('/dev/stdin').length >= 0,
});
