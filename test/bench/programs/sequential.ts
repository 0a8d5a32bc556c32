// Reads or writes a file from its beginning to its end, 64 KiB at a time; prints MB a second.
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';

const [, , what, file, mb] = process.argv as string[];
const chunk = Buffer.alloc(64 * 1024, 7);
const wanted = Number(mb) * 1_000_000;
let bytes = 0;
const startedMs = performance.now();
const fd = openSync(file!, what === 'read' ? 'r' : 'w');
if (what === 'read') {
  for (let got = 1; got > 0; bytes += got) got = readSync(fd, chunk, 0, chunk.length, null);
} else {
  while (bytes < wanted)
    bytes += writeSync(fd, chunk, 0, Math.min(chunk.length, wanted - bytes));
  // Only then it is all at home.
  fsyncSync(fd);
}
closeSync(fd);
if (bytes !== wanted) throw new Error(`${bytes} bytes`);
console.log(bytes / 1000 / (performance.now() - startedMs));
