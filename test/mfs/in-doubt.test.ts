/** A call that was begun, and whose answer nobody has heard: done again it comes to what it would have come to once. */
import fs from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { doneAgain, doneFirst } from '../../agent/deputy/mfs/in-doubt.ts';
import { probeOf } from '../../agent/deputy/mfs/probe.ts';
import type { SyscallContext } from '../../agent/deputy/syscalls/context.ts';
import { execute } from '../../agent/deputy/syscalls/execute.ts';
import { EMPTY } from '../../protocol/frame.ts';
import { type Probe, probe as probeSchema } from '../../protocol/in-doubt.ts';
import { MAX_FRESH_COPIES } from '../../protocol/limits.ts';
import {
  at,
  base,
  deputy,
  emptied,
  here,
  Mortal,
  named,
  picture,
  put,
  said,
  tree,
} from './fixtures/doubtful.ts';
import { type Case, cases, copying, writing } from './fixtures/doubtful-cases.ts';

beforeEach(emptied);
afterAll(() => fs.rmSync(base, { recursive: true, force: true }));

function fresh(one: Case): void {
  emptied();
  one.before?.();
}

async function probed(one: Case, context: SyscallContext): Promise<Probe | null> {
  const probe = await probeOf(one.name, one.args(), Buffer.from(one.tail ?? ''), context.files);
  // As it comes from another node.
  return probe && probeSchema.parse(JSON.parse(JSON.stringify(probe)));
}

const calls = (one: Case, context: SyscallContext, probe: Probe) =>
  [one.name, one.args(), one.tail === undefined ? EMPTY : Buffer.from(one.tail), context, probe] as const;

describe.each(Object.entries(cases))('%s', (_, one) => {
  /** What it comes to, and leaves, where nobody dies; and the probe of that. */
  async function once(chosen?: Probe): Promise<{ told: unknown; left: unknown[]; probe: Probe }> {
    fresh(one);
    const context = deputy();
    const probe = chosen ?? (await probed(one, context))!;
    expect(probe).not.toBeNull();
    const told = said(await doneFirst(...calls(one, context, probe)));
    return { told, left: picture(), probe };
  }

  it('done, and done again', async () => {
    const { told, left, probe } = await once();
    expect(said(await doneAgain(...calls(one, deputy(), probe)))).toEqual(told);
    expect(picture()).toEqual(left);
    // The second deputy may die, too.
    expect(said(await doneAgain(...calls(one, deputy(), probe)))).toEqual(told);
    expect(picture()).toEqual(left);
  });

  it.each([false, true])('done in part, step by step; the last one done: %s', async (isDone) => {
    const whole = await once();
    for (let step = 1; step < 100; step++) {
      fresh(one);
      const probe = (await probed(one, deputy()))!;
      const mortal = new Mortal(step, isDone);
      const first = await doneFirst(...calls(one, deputy(2, mortal.over(tree)), probe));
      const outcome = mortal.isDead ? await doneAgain(...calls(one, deputy(), probe)) : first;
      const [told, left] = [said(outcome), picture()];
      if (!mortal.isDead) return;
      const second = probe.seen.of === 'choice' ? await once(probe) : whole;
      expect([step, told]).toEqual([step, second.told]);
      expect([step, left]).toEqual([step, second.left]);
    }
    throw new Error('it never ends');
  });

  it('begun, and done by the next', async () => {
    const { told, left, probe } = await once();
    fresh(one);
    // Files that were made anew for this test have other numbers.
    const same = probe.seen.of === 'choice' ? probe : (await probed(one, deputy()))!;
    expect(said(await doneAgain(...calls(one, deputy(), same)))).toEqual(told);
    expect(picture()).toEqual(left);
  });
});

it('names that mean another node by then mean the one that was meant', async () => {
  const first = deputy(2);
  for (const name of ['here', 'magic', 'lastexec', 'home']) {
    const one: Case = { name: 'fs.chmod', args: () => [`/mfs/${name}${here}/f`, 0o600] };
    const probe = await probed(one, first);
    expect(probe).toMatchObject({ seen: { of: 'place' } });
    expect(probe!.paths[0]).toMatch(/^\/mfs\/[12]\/tmp/);
  }
  const one: Case = {
    name: 'fs.mkdir',
    args: () => [`/mfs/here${here}/d`, { recursive: false, mode: 0o700 }],
  };
  const probe = (await probed(one, first))!;
  expect(probe.paths).toEqual([named('d')]);
  const moved = deputy(1);
  expect(said(await doneAgain(...calls(one, moved, probe)))).toBeNull();
  expect(fs.existsSync(at('d'))).toBe(true);
});

it('what can simply be done again has no probe', async () => {
  put('f');
  const simple: [string, unknown[]][] = [
    ['fs.stat', [named('f')]],
    ['fs.chmod', [named('f'), 0o600]],
    ['fs.open', [named('f'), 'w', 0o600]],
    ['fs.open', [`/mfs/here${here}/f`, 'r', null]],
    ['fs.writeFile', [named('f'), writing('w')]],
    ['fs.rm', [named('f'), { recursive: true, force: true }]],
    ['fs.copyFile', [named('f'), named('g'), 0]],
    // Home's own, and descriptors.
    ['fs.mkdir', [at('d'), { recursive: false, mode: 0o700 }]],
    ['fs.writeFile', [7, writing('a')]],
  ];
  for (const [name, args] of simple)
    expect([name, await probeOf(name, args, EMPTY, deputy().files)]).toEqual([name, null]);
});

it('is kept before it is done, or not done', async () => {
  const call = { k: 'call', seq: 5, seen: 0, mode: 'sync', name: 'fs.mkdir' } as const;
  const args = (name: string) => [named(name), { recursive: false, mode: 0o700 }];
  const kept: unknown[] = [];
  const keepProbe = async (seq: number, probe: Probe): Promise<void> => {
    kept.push([seq, probe.seen, fs.existsSync(at('d'))]);
    if (kept.length > 1) throw Object.assign(new Error('nobody keeps it'), { code: 'EIO' });
  };
  const context = { ...deputy(), keepProbe };
  expect((await execute({ ...call, args: args('d') }, EMPTY, context)).error).toBeUndefined();
  expect(kept).toEqual([[5, { of: 'making', there: false }, false]]);
  expect((await execute({ ...call, args: args('e') }, EMPTY, context)).error).toMatchObject({ code: 'EIO' });
  expect(fs.readdirSync(here)).toEqual(['d']);
  // The next one goes by what was kept.
  const probe = { paths: [named('d')], seen: { of: 'making', there: false } } as const;
  const next = await execute({ ...call, args: args('d') }, EMPTY, deputy(), probe as unknown as Probe);
  expect(next.error).toBeUndefined();
});

it('copying that is too much to say what was there fails where it could be wrong, and is done where not', async () => {
  fs.mkdirSync(at('d'));
  fs.mkdirSync(at('n'));
  for (let i = 0; i <= MAX_FRESH_COPIES; i++) fs.linkSync(i === 0 ? source() : at('d/0'), at(`d/${i}`));
  const careful: Case = { name: 'fs.cp', args: () => [named('d'), named('n'), { ...copying, force: false }] };
  const probe = (await probed(careful, deputy()))!;
  expect(probe.seen).toEqual({ of: 'copy', fresh: null });
  expect(said(await doneAgain(...calls(careful, deputy(), probe)))).toMatchObject({ code: 'EIO' });
  const forced: Case = { ...careful, args: () => [named('d'), named('n'), copying] };
  expect(said(await doneAgain(...calls(forced, deputy(), probe)))).toBeNull();
  expect(fs.readdirSync(at('n')).length).toBe(MAX_FRESH_COPIES + 1);
});

function source(): string {
  put('source');
  return at('source');
}

it('a node that is away is no answer to what was there', async () => {
  const away = new Mortal(0, false).over(tree);
  const one: Case = { name: 'fs.unlink', args: () => [named('f')], before: () => put('f') };
  fresh(one);
  await expect(probed(one, deputy(2, away))).rejects.toMatchObject({
    code: 'EHOSTUNREACH',
    syscall: 'unlink',
  });
  const probe = (await probed(one, deputy()))!;
  const told = said(await doneAgain(...calls(one, deputy(2, away), probe)));
  expect(told).toMatchObject({ code: 'EHOSTUNREACH', syscall: 'unlink' });
});
