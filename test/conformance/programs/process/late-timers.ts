/** An interval that is always late leaves room for everything else, as under node: immediates, files, other timers. */
import { readFile } from 'node:fs';

const ROUNDS = 40;
let round = 0;
let x = 1;
const seen = new Map<string, number>();
const note = (what: string) => () => void seen.set(what, round);

const busy = setInterval(() => {
  for (let i = 0; i < 400_000; i++) x = (x * 48271) % 2147483647;
  if (++round < ROUNDS) return;
  clearInterval(busy);
  for (const what of ['immediate', 'immediate of an immediate', 'file', 'timer'])
    console.log(`${what}: ${(seen.get(what) ?? ROUNDS) < ROUNDS ? 'in time' : 'late'}`);
}, 1);
setImmediate(() => {
  note('immediate')();
  setImmediate(note('immediate of an immediate'));
});
readFile('/dev/null', note('file'));
setTimeout(note('timer'), 5);
