import { describe, expect, it } from 'vitest';
import { NO_RETURN_MS } from '../../agent/balance/tuning.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { calm, restless, stormy } from './scenarios.ts';
import type { SimWorld } from './world.ts';

/**
 * The very deciders of the agent in simulated clusters. OMOSIX_SIM_SEED=N replays one seed of each scenario,
 * OMOSIX_SIM_SEEDS=N runs that many.
 */
const only = process.env.OMOSIX_SIM_SEED;
const count = Number(process.env.OMOSIX_SIM_SEEDS ?? 80);
const seeds = only === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [Number(only)];

function run(scenario: (seed: number) => SimWorld, check: (world: SimWorld) => void): void {
  for (const seed of seeds) {
    try {
      check(scenario(seed));
    } catch (error) {
      throw new Error(`OMOSIX_SIM_SEED=${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
}

type Migration = Extract<TaskLifeEvent, { event: 'migration' }>;
const migrationsOf = (world: SimWorld, task: string): Migration[] =>
  world.checks.of(task).life.filter((event): event is Migration => event.event === 'migration');

/** Every task has ended or is reported lost, and nothing of it is left anywhere. */
function allIsQuiet(world: SimWorld): void {
  for (const task of world.tasks) {
    if (!world.homeless.has(task)) world.checks.finished(task, world.programOf(task).calls);
    for (const node of world.nodes.values()) {
      const left = node.guests.leftovers(task);
      if (left > 0) throw new Error(`task ${task}: ${left} guests left on node ${node.id}`);
    }
  }
}

describe('simulated clusters', () => {
  it('calm: every task runs through, no ping-pong', () => {
    run(calm, (world) => {
      allIsQuiet(world);
      for (const task of world.tasks) {
        const moves = migrationsOf(world, task);
        for (const [i, move] of moves.entries()) {
          const back = moves
            .slice(i + 1)
            .find(({ to, atMs }) => to === move.from && atMs - move.atMs < NO_RETURN_MS);
          if (back !== undefined)
            throw new Error(`task ${task} went back to node ${move.from} after ${back.atMs - move.atMs} ms`);
        }
        if (moves.length > 4) throw new Error(`task ${task} moved ${moves.length} times`);
        expect(world.checks.of(task).exit).toEqual({ code: 0, signal: null });
      }
    });
  });

  it('restless: moved all the time, every effect once, in one place', () => {
    let moves = 0;
    run(restless, (world) => {
      allIsQuiet(world);
      for (const task of world.tasks) {
        expect(world.checks.of(task).exit).toEqual({ code: 0, signal: null });
        moves += migrationsOf(world, task).length;
      }
    });
    expect(moves).toBeGreaterThan(seeds.length);
  });

  it('stormy: whatever breaks, nothing twice, nothing left behind', () => {
    let ends = 0;
    run(stormy, (world) => {
      allIsQuiet(world);
      ends += world.tasks.filter((task) => world.checks.of(task).exit?.code === 0).length;
    });
    expect(ends).toBeGreaterThan(0);
  });
});
