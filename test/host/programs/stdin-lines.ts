import * as readline from 'node:readline';

const rl = readline.createInterface({ input: process.stdin });
let s = 0,
  k = 0;
rl.on('line', (l) => {
  s += l.length;
  k++;
  if (k < 3) console.log('line', l);
});
rl.on('close', () => console.log(k, s));
