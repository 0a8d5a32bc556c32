// Forks programs, which are tasks of their own, and speaks with them over their channels.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const rounds = Number(process.argv[2]);

if (process.send === undefined) {
  const children = [1, 2].map(() => fork(fileURLToPath(import.meta.url), process.argv.slice(2)));
  for (const child of children) child.on('exit', (code, signal) => code === 0 || lost(code, signal));
  for (let round = 1; round <= rounds; round++) {
    const answers = await Promise.all(children.map((child, index) => ask(child, round * 10 + index)));
    console.log(`${round} ${answers.join(' ')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const child of children) child.disconnect();
} else {
  let asked = 0;
  process.on('message', (n: number) => process.send!(`${++asked}:${n * n}`));
}

function ask(child: ChildProcess, n: number): Promise<unknown> {
  return new Promise((resolve) => {
    child.once('message', resolve);
    child.send(n, (error) => {
      if (error) lost(null, error.message);
    });
  });
}

/** What a program can do about a child that was killed. */
function lost(code: number | null, how: string | null): void {
  console.error(`family: a child is lost: ${how ?? code}`);
  process.exit(3);
}
