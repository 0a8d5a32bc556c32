// A driver that has other programs do something and gathers what they answer: the one that is moved while it does so.
// Usage: moving.ts [STAGES = 10]

import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const role = process.argv[2] ?? '10';

const roles: Record<string, (stage: number) => number | string> = {
  squares: (stage) =>
    Array.from({ length: 200_000 }, (_, i) => i * i + stage).reduce((sum, n) => (sum + n) % 1_000_003),
  words: (stage) =>
    Array.from({ length: 5000 }, (_, i) => ((i * stage) % 997).toString(36)).sort()[stage * 7]!,
};

if (roles[role]) {
  process.on('message', (stage: number) => process.send!(roles[role]!(stage), () => process.disconnect()));
} else {
  const history = new Map<number, unknown[]>();
  for (let stage = 1; stage <= Number(role); stage++) {
    const answers = await Promise.all(Object.keys(roles).map((name) => ask(name, stage)));
    const { stdout } = spawnSync('sh', ['-c', 'tr a-z A-Z'], { input: `stage ${stage}`, encoding: 'utf8' });
    history.set(stage, [...answers, stdout]);
    console.log(`${stage} of ${role}: ${history.get(stage)!.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  console.log(`${[...history.values()].flat().length} answers`);
}

async function ask(name: string, stage: number): Promise<unknown> {
  const child = fork(fileURLToPath(import.meta.url), [name]);
  child.send(stage);
  const [answer] = await once(child, 'message');
  await once(child, 'exit');
  return answer;
}
