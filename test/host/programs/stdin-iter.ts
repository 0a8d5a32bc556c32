import { createInterface } from 'node:readline/promises';

let k = 0;
for await (const l of createInterface({ input: process.stdin })) {
  k++;
  if (l === 'é€') console.log('utf');
}
console.log(k);
