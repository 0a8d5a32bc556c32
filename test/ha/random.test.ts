/**
 * Many claim, follow, change, resign, lose their lease and die, while members of etcd are killed, stand still and come back. Whatever comes of that,
 * there is one primary an epoch, and nobody does anything with an epoch after somebody had a higher one. The seed fixes who does
 * what; when it happens is the machine's.
 *   SEED=7 npx vitest run test/ha/random.test.ts
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Claim } from '../../agent/ha/claims/claim.ts';
import { isOmosixError } from '../../protocol/errors.ts';
import { Etcds, etcdIsMissing } from '../support/etcds.ts';
import { type Actor, Cast, TTL_MS } from './cast.ts';
import { History } from './history.ts';

const isWhole = process.env.OMOSIX_WHOLE === '1';
const seeds = process.env.SEED
  ? [Number(process.env.SEED)]
  : isWhole
    ? [1, 2, 3, 4, 5, 6]
    : [Date.now() % 1e9];
const LEAST_MS = isWhole ? 30_000 : 0;
/** Deeds of primaries. */
const LEAST = isWhole ? 300 : 25;
const NODES = isWhole ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : [1, 2, 3, 4, 5];
const LIMIT_MS = 1_000;
const missing = etcdIsMissing();

/** mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe.skipIf(missing)(`whatever happens${missing ? ` (${missing})` : ''}`, () => {
  it.each(seeds)(
    'seed %i',
    async (seed) => {
      const etcds = await Etcds.start(isWhole ? 3 : 1);
      const cast = new Cast(etcds.urls);
      const history = new History();
      const sinceMs = performance.now();
      const isOver = (): boolean => performance.now() - sinceMs > LEAST_MS && history.length >= LEAST;
      const tasks = [randomUUID(), randomUUID()];
      try {
        await Promise.all([
          ...NODES.map((number) => live(number, randomOf(seed * 1_000 + number))),
          ...(isWhole ? [members(randomOf(seed * 1_000))] : []),
        ]);
      } finally {
        cast.leave();
        await etcds.close();
      }
      expect(history.contradictions()).toEqual([]);

      /** One life of a process of that node after the other. */
      async function live(number: number, random: () => number): Promise<void> {
        for (let life = 0; !isOver(); life += 1) {
          const actor = await cast.node(number, etcds.urls, TTL_MS);
          await lifeOf(actor, `${number}.${life}`, random).catch(ignoreEtcd);
          // Given back, or left to run out.
          if (random() < 0.5) await actor.lease.revoke(LIMIT_MS);
          actor.etcd.close();
        }
      }

      async function lifeOf(
        { etcd, claims, lease }: Actor,
        name: string,
        random: () => number,
      ): Promise<void> {
        const claimed = new Map<string, Claim>();
        for (let turns = 5 + random() * 40; turns > 0 && !isOver(); turns -= 1) {
          const task = tasks[Math.floor(random() * tasks.length)]!;
          const what = random();
          const some = NODES.filter(() => random() < 0.7);
          const held = claimed.get(task);
          await history
            .note(task, name, async () => {
              if (!held) {
                const { seen } = await claims.view(task, LIMIT_MS);
                const outcome =
                  seen === 0
                    ? { claim: await claims.claim(task, NODES, lease, LIMIT_MS) }
                    : await claims.takeOver(task, seen, NODES, lease, LIMIT_MS);
                if (!('claim' in outcome) || outcome.claim === null) return null;
                claimed.set(task, outcome.claim);
                return outcome.claim.epoch;
              }
              const next = what < 0.05 ? NODES[Math.floor(random() * NODES.length)]! : null;
              const isLast = what < 0.1;
              const done = isLast
                ? await held.resign(next, LIMIT_MS)
                : await held.reconfigure(some, LIMIT_MS);
              if (isLast || done === 'fenced') claimed.delete(task);
              return done === 'done' ? held.epoch : null;
            })
            .catch(ignoreEtcd);
          // Its lease runs out and it does not hear of it, as one that stood still.
          if (what > 0.9) await etcd.ask((member) => member.revoke(lease.id), LIMIT_MS).catch(ignoreEtcd);
          await etcd.idle(random() * 20);
        }
      }

      /** One of three at a time, and now and then two. */
      async function members(random: () => number): Promise<void> {
        while (!isOver()) {
          const some = [0, 1, 2].filter(() => random() < 0.4).slice(0, 2);
          const isKilled = random() < 0.5;
          for (const i of some) isKilled ? await etcds.kill(i) : etcds.stop(i);
          await pause(random() * 3_000);
          for (const i of some) isKilled ? await etcds.restart(i) : etcds.resume(i);
          await pause(1_000 + random() * 2_000);
        }
      }
    },
    LEAST_MS + 60_000,
  );
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What could not be asked was not done, or nobody has heard of it: both are allowed. */
function ignoreEtcd(error: Error): void {
  if (isOmosixError(error) ? error.code !== 'EETCD' : error.constructor.name !== 'LeaseGone') throw error;
}
