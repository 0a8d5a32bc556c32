/** Programs on three machines, with moves over real ssh between them: what they print is what plain node prints. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { ended } from '../support/commands.ts';
import type { LanNode } from '../support/lan/node.ts';
import { workloads } from '../support/workloads.ts';
import { Trio } from './trio.ts';

let trio: Trio;
/** The others hold hundreds of megabytes for most of their life, which is a matter of benchmarks. */
const chosen = workloads.filter(({ name }) => name !== 'sieve' && name !== 'matrix');

beforeAll(async () => {
  trio = await Trio.build();
  await trio.startByToken();
});
afterAll(() => trio.remove());

const life = (node: LanNode, file: string): TaskLifeEvent[] =>
  readFileSync(node.path(file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as TaskLifeEvent);

const reached = new Set<number | null>();

describe.concurrent('workloads that wander over three machines', () => {
  it.each(chosen.map((workload, index) => [workload.name, workload, index % 3] as const))(
    '%s',
    async (name, workload, at) => {
      const home = trio.nodes[at]!;
      const options = ['--migrate-every', '100', '--stats', `${name}.jsonl`];
      const child = home.start('omrun', ...options, workload.program, ...workload.arguments);
      child.stdin.end(workload.stdin);
      const { stdout, stderr, code } = await ended(child);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stdout === workload.expected).toBe(true);
      if (workload.file) {
        const written = createHash('sha256').update(readFileSync(home.path(workload.file.name)));
        expect(written.digest('hex')).toBe(workload.file.sha256);
      }
      const moves = life(home, `${name}.jsonl`).filter(({ event }) => event === 'migration');
      // What shares memory stays once its workers have begun, which is soon.
      if (!workload.stays) expect(moves.length).toBeGreaterThan(0);
      for (const event of moves) if ('to' in event) reached.add(event.to);
    },
  );
});

it('together they have reached all three', () => expect(reached.size).toBe(3));
