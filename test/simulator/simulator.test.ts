/** The simulator of whole clusters: that it repeats itself, and that its parts compute what they should. */
import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOST_BYTES } from '../../agent/balance/tuning.ts';
import { EQUAL, machines, UNBALANCED } from '../../sim/machines.ts';
import { tasksOf } from '../../sim/mix.ts';
import { optionsOf } from '../../sim/options.ts';
import { Queue } from '../../sim/queue.ts';
import { SimRandom } from '../../sim/random.ts';
import { simulate } from '../../sim/run.ts';
import { tasksOfTrace } from '../../sim/trace.ts';
import { World } from '../../sim/world.ts';

const options = (...args: string[]) => optionsOf(args)!;

/** Tasks of so much CPU and memory, all with home 0. */
function world(nodes: number, tasks: { cpuMs: number; memoryBytes?: number }[]): World {
  const cluster = machines(nodes, EQUAL);
  const count = tasks.length;
  return new World(cluster, {
    count,
    atMs: new Float64Array(count),
    cpuMs: Float64Array.from(tasks, ({ cpuMs }) => cpuMs),
    memoryBytes: Float64Array.from(tasks, ({ memoryBytes = HOST_BYTES }) => memoryBytes),
    home: new Int32Array(count),
  });
}

describe('a simulated machine', () => {
  it('shares its CPU equally among its tasks', () => {
    const one = world(1, [{ cpuMs: 1_000 }, { cpuMs: 3_000 }]);
    one.start(0, 0);
    one.start(1, 0);
    one.runUntil(Number.MAX_VALUE);
    expect([...one.endedAtMs]).toEqual([2_000, 4_000]);
  });

  it('gives all a tenth while it pages', () => {
    const one = world(1, [
      { cpuMs: 1_000, memoryBytes: 3 * 2 ** 30 },
      { cpuMs: 2_000, memoryBytes: 3 * 2 ** 30 },
    ]);
    one.start(0, 0);
    one.start(1, 0);
    one.runUntil(Number.MAX_VALUE);
    expect([...one.endedAtMs]).toEqual([20_000, 21_000]);
  });

  it('loses nothing of a task that moves: it ends later by what the move takes', () => {
    const two = world(2, [{ cpuMs: 1_000, memoryBytes: 72 * 2 ** 20 }]);
    two.start(0, 0);
    two.runUntil(400);
    expect([two.cpuMs(0), two.remainingMs(0)]).toEqual([400, 600]);
    expect(two.move(0, 1)).toBe(true);
    expect(two.move(0, 0)).toBe(false);
    two.runUntil(Number.MAX_VALUE);
    expect([two.endedAtMs[0], two.migrations, two.live]).toEqual([1_050, 1, 0]);
  });

  it('takes its tasks with it when it crashes, and those on their way to it go back', () => {
    const two = world(2, [{ cpuMs: 1_000 }, { cpuMs: 1_000 }]);
    two.start(0, 0);
    two.start(1, 0);
    two.runUntil(100);
    two.move(1, 1);
    two.crash(1);
    two.runUntil(Number.MAX_VALUE);
    expect([two.lost, two.node[1]! < 0, two.endedAtMs[1]! > 1_000]).toEqual([0, true, true]);
  });
});

describe('the simulator', () => {
  it('gives the same results of the same seed, and others of another', () => {
    const run = (seed: string) => simulate(options('--nodes', '7', '--tasks', '186', '--seed', seed));
    const first = run('5');
    expect(run('5')).toEqual(first);
    expect(run('6')).not.toEqual(first);
  });

  it("puts the paper's methods into the paper's order, and ours before them", () => {
    const { methods } = simulate(options('--tasks', '800', '--methods', 'pvm,epvm,mosix,ours'));
    const slowdowns = Object.fromEntries(methods.map(({ name, slowdown }) => [name, slowdown]));
    const names = [...methods].sort((a, b) => b.slowdown - a.slowdown).map(({ name }) => name);
    expect(names, JSON.stringify(slowdowns)).toEqual(['pvm', 'epvm', 'mosix', 'ours']);
  });

  it('ends every task but those that crash, whatever happens to messages and machines', () => {
    const disasters = ['--loss', '0.4', '--delay', '300', '--partition', '100', '--crashes', '8'];
    const { methods } = simulate(
      options('--nodes', '20', '--tasks', '1500', '--load', '0.6', ...disasters, '--mix', 'exponential'),
    );
    for (const { slowdown, lost, makespanMs } of methods) {
      expect(slowdown).toBeGreaterThanOrEqual(1);
      expect(makespanMs).toBeGreaterThan(0);
      expect(lost).toBeLessThan(150);
    }
    expect(methods.some(({ lost }) => lost > 0)).toBe(true);
  });

  it('draws knowledge that is as good as what is told', () => {
    const run = (gossip: string): number =>
      simulate(
        options('--nodes', '40', '--tasks', '600', '--load', '0.7', '--methods', 'ours', '--gossip', gossip),
      ).methods[0]!.slowdown;
    const [told, drawn] = [run('told'), run('drawn')];
    expect(Math.abs(drawn / told - 1), `${told} told, ${drawn} drawn`).toBeLessThan(0.05);
  });

  it('finds ages as the closed form has them', () => {
    const { gossip } = simulate(
      options('--nodes', '100', '--tasks', '3000', '--window', '16', '--mix', 'pareto', '--methods', 'least'),
    );
    expect(gossip.ages.length).toBeGreaterThan(0);
    for (const { known, expected } of gossip.ages) expect(Math.abs(known - expected)).toBeLessThan(12);
  });

  it.each(['steady', 'exponential', 'pareto'] as const)('offers the load that was asked for: %s', (mix) => {
    const cluster = machines(30, UNBALANCED);
    const tasks = tasksOf(mix, 100_000, 0.6, cluster, new SimRandom(3));
    const busyMs = tasks.cpuMs.reduce((sum, one) => sum + one, 0);
    const offered = busyMs / tasks.atMs.at(-1)! / cluster.speed.reduce((sum, one) => sum + one, 0);
    expect(offered).toBeGreaterThan(0.54);
    expect(offered).toBeLessThan(0.66);
  });

  it('takes tasks from a trace, in the order in which they began', () => {
    const text = '# seconds,CPU seconds,MiB,home\n107,2,200,2\n100,8,5,\n\n103,1.5,1e9,3\n';
    const tasks = tasksOfTrace(text, machines(3, EQUAL), new SimRandom(1));
    expect([...tasks.atMs]).toEqual([0, 3_000, 7_000]);
    expect([...tasks.cpuMs]).toEqual([8_000, 1_500, 2_000]);
    expect([...tasks.home].slice(1)).toEqual([2, 1]);
    expect(tasks.memoryBytes[0]).toBe(HOST_BYTES);
    expect(tasks.memoryBytes[1]).toBeLessThan(4 * 2 ** 30);
    const { methods } = simulate({ ...options('--nodes', '3', '--methods', 'ours,none'), trace: text });
    for (const { slowdown } of methods) expect(slowdown).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['1,2', 'line 1: 2 fields'],
    ['1,2,3,4\n1,x,3,1', 'line 1: home "4" is none of the nodes 1 to 3'],
    ['1,2,3,2\n1,x,3,1', 'line 2: "x" is not a number from 0'],
    ['1,-2,3', 'line 1: "-2" is not a number from 0'],
    ['# nothing', 'no task is in it'],
  ])('a trace that says %j is refused', (text, why) => {
    expect(() => tasksOfTrace(text, machines(3, EQUAL), new SimRandom(1))).toThrow(why);
  });

  it.each([
    [['--nodes', '1'], '--nodes 1: a number from 2 to 65535 is wanted'],
    [['--tasks', '1.5'], '--tasks 1.5: a whole number is wanted'],
    [['--mix', 'tea'], '--mix tea: there are paper, steady, exponential, pareto'],
    [['--mix', 'paper', '--load', '0.5'], /^--load 0.5: tasks of --mix paper come in bursts/],
    [['--trace', 'log.csv', '--load', '0.5'], '--load: which tasks there are is in --trace log.csv'],
    [['--gossip', 'drawn', '--delay', '9'], /^--gossip drawn knows neither/],
    [['--methods', 'magic'], /^--methods magic: there are none, pvm/],
  ])('%j is refused', (args, why) => {
    expect(() => optionsOf(args)).toThrow(why);
  });
});

describe('a queue of events', () => {
  it('gives them by time, those of one time in the order in which they came', () => {
    assert(
      property(array(integer({ min: 0, max: 20 }), { maxLength: 3_000 }), (times) => {
        const queue = new Queue();
        times.forEach((time, i) => void queue.push(time, i));
        const expected = times
          .map((time, i) => [time, i] as const)
          .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        const got = expected.map(() => [queue.nextMs, queue.shift()] as const);
        expect(got).toEqual(expected);
        expect(queue.nextMs).toBe(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 30 },
    );
  });
});
