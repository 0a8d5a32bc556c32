// Counts until a file is there.
import { existsSync } from 'node:fs';
const path = process.argv[2]!;
let i = 0;
while (!existsSync(path)) {
  console.log(i++);
  await new Promise((resolve) => setTimeout(resolve, 25));
}
console.log('over');
