/** Every workload, moved all the time between three nodes, prints what plain node prints. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { Commands } from '../support/commands.ts';
import { seed, shareOf } from '../support/share.ts';
import { workloads } from '../support/workloads.ts';

/** What holds 200 MB would spend all its time in freezes if it moved every 50 ms. */
const moveEveryMs = (name: string): string => (name === 'sieve' ? '500' : '50');

/** They take minutes. */
const share = shareOf(workloads, 6);

/** Each is some seconds of computing, and a process is started for every move, on a machine that tests share. */
const LIMIT_MS = 400_000;

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
});
afterAll(() => commands.remove());
afterEach(() => expect(commands.leftovers()).toEqual([]));

function events(file: string): TaskLifeEvent[] {
  const text = readFileSync(join(commands.directory, file), 'utf8');
  const all = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as TaskLifeEvent);
  // Of the program itself; its workers and children go their own ways.
  return all.filter(({ task }) => task === all[0]!.task);
}

describe(`on three nodes, moved all the time, seed ${seed}`, () => {
  it.each(share)(
    '$name',
    async (workload) => {
      const stats = `${workload.name}.jsonl`;
      const options = ['--nodes', '3', '--migrate-every', moveEveryMs(workload.name), '--stats', stats];
      const run = await commands.run(
        'omrun',
        [...options, workload.program, ...workload.arguments],
        workload.stdin,
      );
      expect(run.stdout).toBe(workload.expected);
      expect(run.code).toBe(0);
      if (workload.file) {
        const bytes = readFileSync(join(commands.directory, workload.file.name));
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(workload.file.sha256);
      }

      const life = events(stats);
      const moves = life.filter((event) => event.event === 'migration');
      const end = life.at(-1)!;
      expect(end).toMatchObject({ event: 'end', code: 0, migrations: moves.length });
      if (!workload.stays) expect(moves.length).toBeGreaterThan(0);
      let node = 1;
      for (const move of moves) {
        expect(move.from).toBe(node);
        expect(move.to).not.toBe(node);
        node = move.to;
      }
    },
    LIMIT_MS,
  );
});

describe('left to the balancer', () => {
  it(
    'compute-pi leaves home by its own decision and does not wander',
    async () => {
      const pi = workloads.find(({ name }) => name === 'compute-pi')!;
      const options = ['--nodes', '3', '-v', '--stats', 'balanced.jsonl'];
      const run = await commands.run('omrun', [...options, pi.program, ...pi.arguments]);
      expect(run.stdout).toBe(pi.expected);
      const moves = events('balanced.jsonl').filter((event) => event.event === 'migration');
      expect(moves.length).toBeGreaterThan(0);
      expect(moves.length).toBeLessThan(5);
      expect(moves[0]).toMatchObject({ from: 1 });
      expect(moves[0]!.reason).not.toContain('migrate-every');
      expect(run.stderr).toContain('all correct');
    },
    LIMIT_MS,
  );
});
