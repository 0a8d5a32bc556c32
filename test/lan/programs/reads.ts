// Reads what it is told to, and says how that went.
import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';

for (const path of process.argv.slice(2)) {
  try {
    console.log(readFileSync(path, 'utf8').trim());
  } catch (error) {
    console.log((error as NodeJS.ErrnoException).code);
  }
}
console.log(readdirSync('.').includes('private') ? 'its own directory' : 'another directory');
console.log(hostname());
