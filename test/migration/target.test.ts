import { describe, expect, it } from 'vitest';
import { restoreBoundMs, TARGET_BOUND_MS } from '../../agent/migration/machine/bounds.ts';
import type { TargetEffect, TargetEvent } from '../../agent/migration/machine/events.ts';
import { newTarget, stepTarget, type TargetState } from '../../agent/migration/machine/target.ts';
import { headOf, specOf } from '../sim/program.ts';
import { fromHost, hostGone, link, peer, said, timer } from './events.ts';

const TASK = '1:7';
const [HOME, SOURCE, SELF, OTHER] = [1, 2, 3, 4];
const ID = 4 * 65_536 + 1;
const spec = specOf(TASK);
const prepare = { op: 'prepare', migration: ID, spec, home: HOME, nmigs: 3 } as const;

const hostPrepared: TargetEvent = { on: 'hostprepared', atMs: 0 };
const snapshot = peer(SOURCE, { op: 'snapshot', migration: ID, task: TASK, head: headOf(spec, SOURCE, 500) });
const ahead = peer(SOURCE, { op: 'ahead', migration: ID, task: TASK, bytes: 5e8 });
const restored = fromHost({ op: 'restored', restoreMs: 3 });
const activate = peer(HOME, { op: 'activate', migration: ID, task: TASK, inc: 5 });
const attached: TargetEvent = { on: 'attached', atMs: 0 };

const steps = {
  preparing: [],
  ready: [hostPrepared],
  restoring: [hostPrepared, snapshot],
  restored: [hostPrepared, snapshot, restored],
  activating: [hostPrepared, snapshot, restored, activate],
} satisfies Record<string, TargetEvent[]>;
type At = keyof typeof steps;
const all = Object.keys(steps) as At[];

function after(events: readonly TargetEvent[]): [TargetState, string[]] {
  let [state, effects]: [TargetState, TargetEffect[]] = newTarget(SELF, SOURCE, prepare, null);
  for (const event of events) [state, effects] = stepTarget(state, event);
  return [state, said(effects)];
}
const dropped = ['timer null', 'endhost'];

describe('target of a migration', () => {
  it('takes the straight way', () => {
    expect(after([])[1]).toEqual([`timer ${TARGET_BOUND_MS}`, 'preparehost']);
    expect(after(steps.ready)[1].at(-1)).toBe(`send ${SOURCE} ready`);
    expect(after(steps.restoring)[1].at(-1)).toBe('host restore');
    expect(after(steps.restored)[1].at(-1)).toBe(`send ${SOURCE} restored`);
    expect(after(steps.activating)[1].at(-1)).toBe('activate');
    expect(after([...steps.activating, attached])[1]).toEqual([
      'timer null',
      `send ${HOME} activated`,
      'adopt',
    ]);
  });

  it('waits for what travels ahead as long as that may take', () => {
    expect(after([...steps.ready, ahead])).toMatchObject([
      { phase: { at: 'ready' } },
      [`timer ${TARGET_BOUND_MS + restoreBoundMs(5e8)}`],
    ]);
    expect(after([...steps.ready, ahead, ahead, snapshot])[1].at(-1)).toBe('host restore');
  });

  it('refuses when told to, and a home that the task cannot have', () => {
    expect(said(newTarget(SELF, SOURCE, prepare, 'full')[1])).toEqual([`send ${SOURCE} refused`, ...dropped]);
    expect(said(newTarget(SELF, SOURCE, { ...prepare, home: OTHER }, null)[1])).toEqual([
      `send ${SOURCE} refused`,
      ...dropped,
    ]);
  });

  it.each(all)('%s: its host dies', (at) => {
    const told = at === 'activating' ? `send ${HOME} gone` : `send ${SOURCE} refused`;
    expect(after([...steps[at], hostGone])[1]).toEqual([told, ...dropped]);
  });

  it.each(all)('%s: nothing comes any more', (at) => {
    const told = at === 'activating' ? `send ${HOME} gone` : `send ${SOURCE} refused`;
    expect(after([...steps[at], timer])[1]).toEqual([told, ...dropped]);
  });

  it.each(all)('%s: the source aborts', (at) => {
    const effects = after([
      ...steps[at],
      peer(SOURCE, { op: 'abort', migration: ID, task: TASK, reason: '' }),
    ])[1];
    expect(effects).toEqual(at === 'activating' ? ['log'] : dropped);
  });

  it.each(all)('%s: the link to the source breaks: what is restored waits for home', (at) => {
    const effects = after([...steps[at], link('linkdown', SOURCE)])[1];
    expect(effects).toEqual(at === 'restored' || at === 'activating' ? [] : dropped);
  });

  it.each(all)('%s: the link to home breaks', (at) => {
    const effects = after([...steps[at], link('linkdown', HOME)])[1];
    if (at === 'restored') expect(effects).toEqual([]);
    else expect(effects).toEqual(at === 'activating' ? dropped : [`send ${SOURCE} refused`, ...dropped]);
  });

  it.each(all)('%s: home dies', (at) => {
    expect(after([...steps[at], link('nodedead', HOME)])[1].slice(-2)).toEqual(dropped);
  });

  it.each(all)('%s: home kills what it has activated', (at) => {
    const effects = after([...steps[at], peer(HOME, { op: 'kill', task: TASK, upTo: 5 })])[1];
    expect(effects).toEqual(at === 'activating' ? dropped : ['log']);
  });

  it('answers gone if it is to activate what is not restored', () => {
    expect(after([...steps.restoring, activate])[1]).toEqual([`send ${HOME} gone`, ...dropped]);
  });

  it.each<[string, TargetEvent]>([
    [
      'of another task',
      peer(SOURCE, { op: 'snapshot', migration: ID, task: TASK, head: headOf(specOf('1:8'), SOURCE, 5) }),
    ],
    [
      'of another format',
      peer(SOURCE, {
        op: 'snapshot',
        migration: ID,
        task: TASK,
        head: { ...headOf(spec, SOURCE, 5), version: 99 },
      }),
    ],
  ])('refuses a snapshot %s', (_, event) => {
    expect(after([hostPrepared, event])[1]).toEqual([`send ${SOURCE} refused`, ...dropped]);
  });

  it.each<[string, TargetEvent[], TargetEvent]>([
    ['a snapshot before it is ready', [], snapshot],
    ['a second snapshot', steps.restored, snapshot],
    ['what travels ahead of it before it is ready', [], ahead],
    ['what travels ahead after the snapshot', steps.restoring, ahead],
    ['what a stranger sends ahead', steps.ready, { ...ahead, from: OTHER }],
    ['a snapshot of a stranger', steps.ready, { ...snapshot, from: OTHER }],
    [
      'a snapshot of another migration',
      steps.ready,
      peer(SOURCE, { ...snapshot.message, migration: ID + 1 }),
    ],
    ['activate by a stranger', steps.restored, { ...activate, from: OTHER }],
    ['activate of another migration', steps.restored, peer(HOME, { ...activate.message, migration: ID + 1 })],
    [
      'an abort by a stranger',
      steps.restored,
      peer(OTHER, { op: 'abort', migration: ID, task: TASK, reason: '' }),
    ],
  ])('ignores %s, with a line in the log', (_, before, event) => {
    const at = after(before)[0].phase.at;
    expect([after([...before, event])[0].phase.at, ...after([...before, event])[1]]).toEqual([at, 'log']);
  });
});
