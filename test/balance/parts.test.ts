import { describe, expect, it } from 'vitest';
import { claimedTasks, freshClaims } from '../../agent/balance/claims.ts';
import { loadCeiling, marginalCost } from '../../agent/balance/cost.ts';
import { loadNow, loadOfOthers, slowness, taskLoad, tasksPerCpu } from '../../agent/balance/loads.ts';
import { SETTLE_MS } from '../../agent/balance/tuning.ts';
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
    expect(loadNow(node, [], 0)).toBe(120);
    expect(loadOfOthers(node, [], 0)).toBe(0);
    expect(loadNow(nodeView(1, { load: 100 }), [], 0)).toBe(100);
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
