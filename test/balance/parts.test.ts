import { describe, expect, it } from 'vitest';
import { freshChanges, unseenTasks } from '../../agent/balance/changes.ts';
import { claimedTasks, freshClaims } from '../../agent/balance/claims.ts';
import { loadCeiling, marginalCost, memoryCost } from '../../agent/balance/cost.ts';
import { awayFromFiles, awayFromHome } from '../../agent/balance/files.ts';
import { loadNow, loadOfOthers, slowness, taskLoad, tasksPerCpu } from '../../agent/balance/loads.ts';
import { LOAD_PER_AGE_SECOND, RISE_MS, SETTLE_MS } from '../../agent/balance/tuning.ts';
import { expectedMoveMs, expectedSavedMs } from '../../agent/balance/worth.ts';
import { nodeView, taskView } from './views.ts';

describe('parts of the balancer', () => {
  it.each([
    [1, 10_000, 100],
    [2, 10_000, 50],
    [4, 20_000, 12.5],
  ])('a task on %i CPUs of speed %i is load %d, and one task again', (cpus, speed, load) => {
    const { info } = nodeView(2, { cpus, speed });
    expect(taskLoad(info)).toBe(load);
    expect(tasksPerCpu(info, load) * cpus).toBeCloseTo(1);
  });

  it('slowness is elapsed time per yardstick time', () => {
    expect(slowness(nodeView(2, { speed: 20_000 }).info, 1)).toBe(1);
    expect(slowness(nodeView(2, { speed: 5_000 }).info, 0.5)).toBe(3);
  });

  it('marginal cost grows with load and with what is added, faster at high load', () => {
    const scale = { ceiling: 400, nodes: 3 };
    expect(marginalCost(100, 100, scale)).toBeGreaterThan(marginalCost(0, 100, scale));
    expect(marginalCost(0, 100, scale)).toBeGreaterThan(marginalCost(0, 50, scale));
    const [low, mid, high] = [0, 100, 200].map((load) => marginalCost(load, 100, scale));
    expect(high! - mid!).toBeGreaterThan(mid! - low!);
    expect(marginalCost(0, 400, { ceiling: 400, nodes: 1 })).toBe(1);
  });

  it.each([
    [[0], 200],
    [[100, 30], 200],
    [[101], 400],
    [[299], 400],
    [[700], 800],
  ])('the ceiling above loads %j is %i', (loads, ceiling) => {
    expect(loadCeiling(loads)).toBe(ceiling);
  });

  it('a claim counts at both ends and fades', () => {
    const claims = [{ from: 1, to: 2, atMs: 0, memoryBytes: 0 }];
    expect(claimedTasks(claims, 2, 0)).toBe(1);
    expect(claimedTasks(claims, 1, 0)).toBe(-1);
    expect(claimedTasks(claims, 2, SETTLE_MS / 2)).toBe(0.5);
    expect(claimedTasks(claims, 2, SETTLE_MS)).toBe(0);
    expect(freshClaims(claims, SETTLE_MS)).toEqual([]);
  });

  it('old knowledge counts as load for those who would come, not for those who are there', () => {
    const node = nodeView(2, { load: 100 }, { ageMs: 2_000 });
    expect(loadNow(node, [], 0)).toBe(100 + 2 * LOAD_PER_AGE_SECOND);
    expect(loadOfOthers(node, [], 0)).toBe(0);
    expect(loadNow(nodeView(1, { load: 100 }), [], 0)).toBe(100);
  });

  it('memory costs as CPU does: more where less is free, and much where there is none', () => {
    const scale = { ceiling: 400, nodes: 10 };
    const [low, mid, high] = [0, 0.5, 0.9].map((used) => memoryCost(used, 0.1, scale));
    expect(mid!).toBeGreaterThan(low!);
    expect(high! - mid!).toBeGreaterThan(mid! - low!);
    expect(memoryCost(0, 1, scale)).toBeCloseTo(9);
  });

  it('a node knows of what has come and gone before its average shows it', () => {
    const changes = [
      { atMs: 0, tasks: 1 },
      { atMs: 0, tasks: -1 },
    ];
    expect(unseenTasks(changes, 2, 0)).toBe(2);
    expect(unseenTasks(changes.slice(0, 1), 0, RISE_MS / 2)).toBe(0.5);
    expect(unseenTasks(changes.slice(1), 0, SETTLE_MS / 2)).toBe(-0.5);
    expect(freshChanges(changes, RISE_MS)).toEqual(changes.slice(1));
    expect(freshChanges(changes, SETTLE_MS)).toEqual([]);
  });

  it('a task is as far from files as a link makes it', () => {
    const files = [
      { node: 2, calls: 9, bytes: 100_000_000 },
      { node: 3, calls: 1, bytes: 10_000_000 },
    ];
    // 100 MB are a second of the link; the task has used two of CPU.
    expect(awayFromFiles({ files, cpuMs: 2_000 }, nodeView(3))).toBeCloseTo(0.5);
    expect(awayFromFiles({ files, cpuMs: 2_000 }, nodeView(2))).toBeCloseTo(0.05);
    expect(awayFromFiles({ files: [], cpuMs: 2_000 }, nodeView(1))).toBe(0);
    expect(awayFromFiles({ cpuMs: 2_000 }, nodeView(1))).toBe(0);
  });

  it('and as far from its home as its answers take: where a way was measured, by that', () => {
    const away = nodeView(2, {}, { path: { rttMs: 2, bytesPerMs: 10_000 } });
    // A thousand answers, each 2 ms away: as long as it has computed.
    expect(awayFromHome({ answers: 1_000, cpuMs: 2_000 }, away)).toBeCloseTo(1);
    expect(awayFromHome({ answers: 1_000, cpuMs: 2_000 }, nodeView(1, {}, { path: { rttMs: 2 } }))).toBe(0);
    expect(awayFromHome({ answers: 1_000, cpuMs: 2_000 }, nodeView(2))).toBe(0);
    expect(awayFromHome({ cpuMs: 2_000 }, away)).toBe(0);
    const files = [{ node: 3, calls: 1, bytes: 10_000_000 }];
    expect(awayFromFiles({ files, cpuMs: 2_000 }, away)).toBeCloseTo(0.5);
  });

  it('a move costs what its ways carry, the slower one, and their round trips', () => {
    const task = taskView({ memoryBytes: 1e9, lastMove: { stateBytes: 100e6, freezeMs: 1 } });
    const onLan = expectedMoveMs(task);
    const slow = { bytesPerMs: 1_000, rttMs: 40 };
    expect(expectedMoveMs(task, [undefined, {}])).toBe(onLan);
    expect(expectedMoveMs(task, [slow, { bytesPerMs: 200_000, rttMs: 1 }])).toBeCloseTo(
      50 + 80 + 201_048.576,
      3,
    );
    expect(expectedMoveMs(task, [undefined, { rttMs: 5 }])).toBeCloseTo(onLan + 10);
  });

  it('saves in proportion to age, costs in proportion to state', () => {
    expect(expectedSavedMs(taskView({ cpuMs: 4_000 }), 10_000, 1.5, 1)).toBe(2_000);
    const small = expectedMoveMs(taskView({ memoryBytes: 0 }));
    expect(small).toBe(50);
    const stateBytes = 1_000_000;
    expect(expectedMoveMs(taskView({ memoryBytes: 1e9, lastMove: { stateBytes, freezeMs: 1 } }))).toBeCloseTo(
      80.5,
      0,
    );
  });
});
