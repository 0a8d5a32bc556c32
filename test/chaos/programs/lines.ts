// Appends numbered lines to a file, one call each, closes and opens it now and then, and at the end reads what it has written.
import { appendFileSync, closeSync, openSync, readFileSync, writeSync } from 'node:fs';

const last = Number(process.argv[2]);
const pauseMs = Number(process.argv[3]);
let descriptor = openSync('lines', 'a');
for (let line = 1; line <= last; line++) {
  if (line % 10 === 0) appendFileSync('lines', `${line}\n`);
  else writeSync(descriptor, `${line}\n`);
  if (line % 7 === 0) {
    closeSync(descriptor);
    descriptor = openSync('lines', 'a');
  }
  console.log(`line ${line}`);
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
}
const lines = readFileSync('lines', 'utf8').trimEnd().split('\n');
const wrong = lines.findIndex((line, index) => line !== String(index + 1));
console.log(`${lines.length} lines, ${wrong === -1 ? 'each once' : `line ${wrong + 1} is ${lines[wrong]}`}`);
