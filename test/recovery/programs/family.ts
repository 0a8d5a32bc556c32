/** Forks and starts programs of Node.js, which are tasks of their own: each dies and goes on by itself, and none of them notices. */
import { execFile, fork } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROUNDS = 15;
const self = fileURLToPath(import.meta.url);
const role = process.argv[2];
const work = (n: number): number => {
  let x = n + 1;
  for (let j = 0; j < 2_000_000; j++) x = (x * 48271) % 2147483647;
  return x;
};

if (role === 'child') {
  let asked = 0;
  process.on('message', (n: number) => {
    asked++;
    appendFileSync('family.out', `${n}\n`);
    if (n % 5 === 0) console.log(`child ${n}`);
    process.send!(`${asked} ${work(n)}`);
  });
} else if (role === 'grandchild') {
  for (let i = 0; i < 5; i++) console.error(`grandchild ${work(i)}`);
  console.log(readFileSync(0, 'utf8').length);
  process.exitCode = 3;
} else {
  writeFileSync('family.out', '');
  const child = fork(self, ['child']);
  // What is said on its standard error is what it says, and nothing of who keeps it.
  const other = new Promise<string>((done) => {
    const { stdin } = execFile(process.execPath, [self, 'grandchild'], (error, stdout, stderr) =>
      done(`${error?.code} ${stdout}${stderr}`),
    );
    stdin!.end('x'.repeat(10_000));
  });
  for (let i = 0; i < ROUNDS; i++) {
    const answer = await new Promise((done) => {
      child.once('message', done);
      child.send(i);
    });
    work(i);
    console.log(i, answer);
  }
  console.log(await other);
  child.disconnect();
  const how = await new Promise((done) => child.on('exit', (...of) => done(of)));
  console.log(how, JSON.stringify(readFileSync('family.out', 'utf8')));
}
