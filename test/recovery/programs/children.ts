/** Starts programs and speaks with them; what they do outside is done once. */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

writeFileSync('children.out', '');
const work = (n: number): number => {
  let x = n + 1;
  for (let j = 0; j < 500_000; j++) x = (x * 48271) % 2147483647;
  return x;
};
const cat = spawn('cat');
cat.stdout.setEncoding('utf8');
for (let i = 0; i < 20; i++) {
  cat.stdin.write(`${i} ${work(i)}\n`);
  const line = await new Promise<string>((done) => cat.stdout.once('data', done));
  process.stdout.write(line);
  execFileSync('sh', ['-c', `echo ${i} >> children.out`]);
}
cat.stdin.end();
const code = await new Promise((done) => cat.on('close', done));
console.log('cat', code, JSON.stringify(readFileSync('children.out', 'utf8')));
