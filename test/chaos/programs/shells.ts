// Starts programs of the system, one after the other and some at a time, and prints what they say and how they end.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const rounds = Number(process.argv[2]);
for (let round = 1; round <= rounds; round++) {
  const script = `echo ${round} >> rounds; sleep 0.05; echo round ${round}; exit ${round % 5}`;
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  console.log(`${said.trim()}: ${code}`);
  if (round % 4 === 0) {
    const { stdout, status } = spawnSync('sh', ['-c', 'cat; wc -l < rounds'], { input: `${round}\n` });
    console.log(`${String(stdout).trim().replace('\n', ' of ')}: ${status}`);
  }
  const several = await Promise.all(
    ['a', 'b', 'c'].map((name) => promisify(execFile)('sh', ['-c', `sleep 0.02; echo ${name}${round}`])),
  );
  console.log(several.map(({ stdout }) => stdout.trim()).join(' '));
}
