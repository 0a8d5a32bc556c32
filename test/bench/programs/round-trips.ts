// Median time of a synchronous call, in µs.
import { closeSync, fstatSync, openSync } from 'node:fs';

const [, , file, count] = process.argv as string[];
const fd = openSync(file!, 'r');
const times: number[] = [];
for (let i = 0; i < Number(count); i++) {
  const startedMs = performance.now();
  fstatSync(fd);
  times.push((performance.now() - startedMs) * 1000);
}
closeSync(fd);
times.sort((a, b) => a - b);
console.log(times[times.length >> 1]);
