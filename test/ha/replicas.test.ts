import { describe, expect, it } from 'vitest';
import { type Decided, Replicas } from '../../agent/deputy/ha/replicas.ts';
import { OmosixError } from '../../protocol/errors.ts';

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 40; turn++) await null;
};

const lost = new OmosixError('ELINK', 'node 3 cannot be reached');

/** Nodes that take what they are sent, until told otherwise; time goes when it is told to. */
class World {
  readonly got = new Map<number, string[]>();
  readonly away = new Map<number, OmosixError>();
  configured: number[] = [];
  decides: Decided = 'done';
  isFenced = false;
  private nowMs = 0;
  private readonly pauses: { untilMs: number; resolve(): void }[] = [];
  readonly replicas: Replicas;

  constructor(wanted: number, candidates: number[]) {
    this.replicas = new Replicas({
      copy: {
        all: () => [{ file: 'journal-0', at: 0, bytes: 1 }],
        read: () => Buffer.from('x'),
        remove: () => {},
      } as never,
      wanted,
      put: async (node, { puts }) => {
        const trouble = this.away.get(node);
        if (trouble) throw trouble;
        this.got.set(node, [...(this.got.get(node) ?? []), ...puts.map(({ file, at }) => `${file}@${at}`)]);
        return { wants: false };
      },
      reconfigure: async (nodes) => {
        if (this.decides === 'done') this.configured = nodes;
        return this.decides;
      },
      candidates: async () => candidates.filter((node) => this.away.get(node) !== lost),
      nowMs: () => this.nowMs,
      pause: (ms) => new Promise((resolve) => this.pauses.push({ untilMs: this.nowMs + ms, resolve })),
      onFenced: () => {
        this.isFenced = true;
      },
      onStandbys: () => {},
      onWanted: () => {},
      warn: () => {},
    });
  }

  async pass(ms: number): Promise<void> {
    for (const untilMs = this.nowMs + ms; this.nowMs < untilMs; ) {
      await turns();
      this.nowMs += 50;
      for (const pause of this.pauses.splice(0))
        if (pause.untilMs <= this.nowMs) pause.resolve();
        else this.pauses.push(pause);
    }
    await turns();
  }

  give(at: number): { isDone: boolean } {
    this.replicas.give({ file: 'journal-0', at, bytes: 1 });
    const state = { isDone: this.replicas.committed() === null };
    void this.replicas.committed()?.then(() => {
      state.isDone = true;
    });
    return state;
  }
}

describe('the standbys of a task', () => {
  const begun = async (wanted: number, candidates: number[]): Promise<World> => {
    const world = new World(wanted, candidates);
    const started = world.replicas.start();
    await world.pass(2_000);
    await started;
    return world;
  };

  it('each is listed when it has all, and nothing is committed before all that are listed have it', async () => {
    const world = await begun(2, [2, 3]);
    expect(world.configured.sort()).toEqual([2, 3]);
    world.away.set(3, lost);
    const waits = world.give(1);
    await world.pass(1_000);
    expect(waits.isDone).toBe(false);
    world.away.delete(3);
    await world.pass(300);
    expect(waits.isDone).toBe(true);
    expect(world.got.get(3)).toContain('journal-0@1');
  });

  it('one that stays away is done without when the configuration says so, not before; another takes its place', async () => {
    const world = await begun(2, [2, 3, 4]);
    world.away.set(3, lost);
    world.decides = 'unreachable';
    const waits = world.give(1);
    await world.pass(6_000);
    expect([waits.isDone, world.configured.sort()]).toEqual([false, [2, 3]]);
    expect(world.replicas.owed()).toMatch(
      /^node 3 has not got 1 pieces \(1 bytes\): .*etcd has not said yet/,
    );
    world.decides = 'done';
    await world.pass(3_000);
    expect([waits.isDone, world.configured.sort()]).toEqual([true, [2, 4]]);
  });

  it('a new one is waited for from when etcd is asked to list it: it may take over before the answer is here', async () => {
    const world = await begun(1, [2, 3]);
    world.away.set(2, lost);
    while (world.configured.length > 0) await world.pass(50);
    // Etcd may have done it, and its answer does not come.
    world.decides = 'unreachable';
    await world.pass(1_500);
    expect(world.got.get(3)).toEqual(['journal-0@0']);
    world.away.set(3, lost);
    const waits = world.give(1);
    await world.pass(500);
    expect(waits.isDone).toBe(false);
    world.away.delete(3);
    await world.pass(500);
    expect([waits.isDone, world.replicas.members]).toEqual([true, []]);
    world.decides = 'done';
    await world.pass(500);
    expect([world.configured, world.replicas.members]).toEqual([[3], [3]]);
  });

  it.each([
    ['a standby', (world: World) => world.away.set(2, new OmosixError('EFENCED', 'another deputy'))],
    [
      'the configuration',
      (world: World) => {
        world.away.set(2, lost);
        world.decides = 'fenced';
      },
    ],
  ])('where %s knows a later deputy nothing is committed any more', async (_who, happens) => {
    const world = await begun(1, [2]);
    happens(world);
    const waits = world.give(1);
    await world.pass(5_000);
    expect([waits.isDone, world.isFenced]).toEqual([false, true]);
    world.away.clear();
    world.decides = 'done';
    const later = world.give(2);
    await world.pass(5_000);
    expect(later.isDone).toBe(false);
  });

  it('a task does not begin without them, and its user hears why', async () => {
    const world = new World(1, [2]);
    const refused = expect(world.replicas.start()).rejects.toThrow(
      /^0 of 1 standbys have a copy .* after 60 s: node 2: no room$/,
    );
    world.away.set(2, new OmosixError('EREFUSED', 'no room'));
    await world.pass(62_000);
    await refused;
  });
});
