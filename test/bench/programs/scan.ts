// Names, sizes and contents of all files of a directory; prints ms.
import { readdirSync, readFileSync, statSync } from 'node:fs';

const [, , directory, count] = process.argv as string[];
const startedMs = performance.now();
const names = readdirSync(directory!);
let bytes = 0;
for (const name of names) {
  const path = `${directory}/${name}`;
  bytes += readFileSync(path).length - statSync(path).size;
}
if (names.length !== Number(count) || bytes !== 0) throw new Error(`${names.length} files, ${bytes} bytes`);
console.log(performance.now() - startedMs);
