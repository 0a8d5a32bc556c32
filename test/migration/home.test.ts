import { describe, expect, it } from 'vitest';
import { ACTIVATE_BOUND_MS, GONE_BOUND_MS } from '../../agent/migration/machine/bounds.ts';
import type { HomeEffect, HomeEvent } from '../../agent/migration/machine/events.ts';
import { stepHome } from '../../agent/migration/machine/home.ts';
import { accepts, cpuMsOf, type HomeState, newHome } from '../../agent/migration/machine/home-state.ts';
import { stray, strayRecord } from '../../agent/migration/machine/stray.ts';
import { link, peer, said, timer } from './events.ts';

const TASK = '1:7';
const [HOME, TARGET, THIRD] = [1, 2, 3];
const ID = 65_536 + 1;

const running = peer(HOME, { op: 'running', task: TASK, inc: 1 });
const decide: HomeEvent = { on: 'decide', atMs: 0, to: TARGET, reason: 'user' };
const numbers = {
  reason: 'user',
  frozenAtMs: 100,
  decidedAtMs: 50,
  stateBytes: 9,
  frames: 2,
  objects: 3,
  cpuMs: 40,
};
const ask = peer(HOME, { op: 'switch', migration: ID, task: TASK, inc: 1, to: TARGET, ...numbers }, 105);
const activated = peer(TARGET, { op: 'activated', task: TASK, inc: 2 }, 110);
const end: HomeEvent = { on: 'end', atMs: 0, code: 0, signal: null };
const gone = (from: number, inc: number): HomeEvent =>
  peer(from, { op: 'gone', task: TASK, inc, reason: 'signal 9', cpuMs: 60 });
const TRIAL = [running, decide, ask];
const MOVED = [...TRIAL, activated];

function after(events: readonly HomeEvent[], nodes: number[] = []): [HomeState, string[], HomeEffect[]] {
  let [state, effects]: [HomeState, HomeEffect[]] = newHome({
    task: TASK,
    self: HOME,
    nodes,
    lostAfterMs: 5_000,
  });
  for (const event of events) [state, effects] = stepHome(state, event);
  return [state, said(effects), effects];
}

describe('home of a task: start', () => {
  it('starts at home unless told otherwise', () => {
    expect(after([])[1]).toEqual(['timer null', 'start 1']);
    expect(after([running])[1]).toEqual(['timer null', 'life start']);
  });

  it.each<[string, HomeEvent]>([
    ['refuses', peer(THIRD, { op: 'runrefused', task: TASK, inc: 1, reason: 'full' })],
    ['is cut off', link('linkdown', THIRD)],
    ['dies', link('nodedead', THIRD)],
    ['is silent', timer],
  ])('tries the next node, as a new incarnation, if one %s; home last', (_, event) => {
    const [state, ops] = after([event], [THIRD]);
    expect(ops.slice(-1)).toEqual(['start 1']);
    expect(state).toMatchObject({ node: HOME, inc: 2 });
    expect(
      accepts(after([event, peer(HOME, { op: 'running', task: TASK, inc: 2 })], [THIRD])[0], THIRD, 1),
    ).toBe(false);
  });

  it('is lost if it does not start anywhere', () => {
    expect(after([peer(HOME, { op: 'runrefused', task: TASK, inc: 1, reason: 'no memory' })])[1]).toContain(
      'life lost',
    );
  });
});

describe('home of a task: moves', () => {
  it('takes the straight way', () => {
    expect(after([running, decide])[1]).toEqual(['send 1 move']);
    expect(after(TRIAL)[1]).toEqual([`timer ${ACTIVATE_BOUND_MS}`, 'send 2 activate']);
    const [state, ops, effects] = after(MOVED);
    expect(ops).toEqual(['timer null', 'send 1 switched', 'life migration']);
    expect(state).toMatchObject({ node: TARGET, inc: 2, nmigs: 1 });
    expect(effects.at(-1)).toMatchObject({
      event: { from: 1, to: 2, freezeMs: 10, totalMs: 60, stateBytes: 9 },
    });
  });

  it('converts the times of another clock', () => {
    const far = {
      ...ask,
      clockOffsetMs: -1_000,
      message: { ...ask.message, frozenAtMs: 1_100, decidedAtMs: 1_050 },
    };
    expect(after([running, decide, far, activated])[2].at(-1)).toMatchObject({
      event: { freezeMs: 10, totalMs: 60 },
    });
  });

  it('accepts records of one node and incarnation at a time', () => {
    const of = (events: HomeEvent[]) => [
      accepts(after(events)[0], HOME, 1),
      accepts(after(events)[0], TARGET, 2),
    ];
    expect(of([running])).toEqual([true, false]);
    expect(of(TRIAL)).toEqual([false, false]);
    expect(of(MOVED)).toEqual([false, true]);
  });

  it.each<[string, HomeEvent]>([
    ['its host died', gone(TARGET, 2)],
    ['its link broke', link('linkdown', TARGET)],
    ['it died', link('nodedead', TARGET)],
    ['it is silent', timer],
  ])('lets the source go on if the target does not: %s', (_, event) => {
    const [state, ops] = after([...TRIAL, event]);
    expect(ops).toEqual(['timer null', 'send 2 kill', 'send 1 noswitch', 'life stayed']);
    expect(state).toMatchObject({ node: HOME, inc: 1, nmigs: 0 });
    expect(accepts(state, HOME, 1)).toBe(true);
    const [next] = stepHome(state, peer(HOME, { ...ask.message, migration: ID + 1 }));
    expect(next.phase).toMatchObject({ at: 'trial', inc: 3 });
  });

  it('answers a repeated switch as the first time', () => {
    expect(after([...MOVED, ask])[1]).toEqual(['send 1 switched']);
    expect(after([...TRIAL, timer, ask])[1]).toEqual(['send 1 noswitch']);
    expect(after([...TRIAL, ask])[1]).toEqual([]);
  });

  it('goes on at the target if only the source dies, and is lost if both do', () => {
    expect(after([...TRIAL, gone(HOME, 1), activated])[0]).toMatchObject({ node: TARGET, inc: 2 });
    const [, ops, effects] = after([...TRIAL, gone(HOME, 1), gone(TARGET, 2)]);
    expect(ops).toContain('life lost');
    expect(effects.at(-1)).toMatchObject({ event: { reason: 'signal 9, and signal 9' } });
  });

  it('kills what it has given up, when it hears of it or can reach it again', () => {
    const reverted = [...TRIAL, link('linkdown', TARGET)];
    expect(after([...reverted, link('linkup', TARGET)])[1]).toEqual(['send 2 kill']);
    expect(after([...reverted, activated])[1]).toEqual(['log', 'send 2 kill']);
    expect(
      after([...reverted, peer(TARGET, { op: 'usage', task: TASK, cpuMs: 1, memoryBytes: 1 })])[1],
    ).toEqual(['send 2 kill']);
  });

  it('asks the node where it executes when its link is back', () => {
    expect(after([...MOVED, link('linkdown', TARGET), link('linkup', TARGET)])[1]).toEqual([
      'send 2 activate',
    ]);
  });

  it.each<[string, HomeEvent[]]>([
    ['it has not started', [decide]],
    ['another move is under way', [running, decide, { ...decide, to: THIRD }]],
    ['a switch is under way', [...TRIAL, { ...decide, to: THIRD }]],
    ['it is there', [...MOVED, decide]],
    ['it is lost', [running, gone(HOME, 1), decide]],
  ])('says that it stays if %s', (_, events) => {
    expect(after(events)[1]).toEqual(['life stayed']);
  });

  it('is told why it stayed, and may be moved again', () => {
    const stayed = peer(HOME, { op: 'stayed', task: TASK, to: TARGET, reason: 'a promise in the heap' });
    expect(after([running, decide, stayed])[1]).toEqual(['life stayed']);
    expect(after([running, decide, stayed, decide])[1]).toEqual(['send 1 move']);
    expect(after([...MOVED, { ...decide, to: THIRD }, link('linkdown', TARGET)])[1]).toEqual(['life stayed']);
  });

  it.each<[string, HomeEvent[], HomeEvent, string[]]>([
    ['a switch of a stranger', [running], { ...ask, from: THIRD }, ['log']],
    [
      'a switch of a past incarnation: it is ended',
      MOVED,
      { ...ask, message: { ...ask.message, migration: ID - 1 } },
      ['log', 'send 1 switched'],
    ],
    ['activated by a stranger', TRIAL, { ...activated, from: THIRD }, ['log', 'send 3 kill']],
    ['a loss of a past incarnation', MOVED, gone(HOME, 1), []],
    ['the death of a node where it was', MOVED, link('nodedead', HOME), []],
  ])('is not misled by %s', (_, before, event, told) => {
    const [state] = after(before);
    const [next, effects] = stepHome(state, event);
    expect([next.phase.at, next.node, next.inc]).toEqual([state.phase.at, state.node, state.inc]);
    expect(said(effects)).toEqual(told);
  });
});

describe('home of a task: end', () => {
  it('ends it where it is, counts its CPU time over all nodes, and forgets it', () => {
    const [, ops] = after([...MOVED, end]);
    expect(ops).toEqual([`timer ${GONE_BOUND_MS}`, 'send 2 kill']);
    const [state, last, effects] = after([...MOVED, end, gone(TARGET, 2)]);
    expect(last).toEqual(['timer null', 'life end', 'forget']);
    expect(effects[1]).toMatchObject({ event: { node: TARGET, migrations: 1, cpuMs: 100, code: 0 } });
    expect(cpuMsOf(state)).toBe(100);
  });

  it.each<[string, HomeEvent]>([
    ['is silent', timer],
    ['is cut off', link('linkdown', TARGET)],
    ['is dead', link('nodedead', TARGET)],
  ])('does not wait for a node that %s', (_, event) => {
    expect(after([...MOVED, end, event])[1]).toEqual(['timer null', 'life end', 'forget']);
  });

  it('ends both sides of a switch', () => {
    expect(after([...TRIAL, end])[1]).toEqual([`timer ${GONE_BOUND_MS}`, 'send 1 kill', 'send 2 kill']);
    expect(after([...TRIAL, end, ask])[1]).toEqual(['send 1 kill']);
  });

  it('reports a loss when host or node is gone, not when only the link is', () => {
    expect(after([...MOVED, gone(TARGET, 2)])[1]).toEqual(['timer null', 'life lost']);
    expect(after([...MOVED, link('nodedead', TARGET)])[1]).toEqual(['timer null', 'life lost']);
    expect(after([...MOVED, link('linkdown', TARGET)])[1]).toEqual([]);
    expect(after([...MOVED, gone(TARGET, 2), end])[1]).toEqual(['timer null', 'life end', 'forget']);
  });
});

describe('messages for nobody', () => {
  it.each([
    [peer(HOME, { op: 'activate', migration: 0, task: TASK, inc: 2 }), TARGET, ['send 1 gone']],
    [peer(TARGET, { op: 'ready', migration: ID, task: TASK }), HOME, ['send 2 abort']],
    [peer(TARGET, { op: 'restored', migration: ID, task: TASK, restoreMs: 1 }), HOME, ['send 2 abort']],
    [ask, HOME, ['send 1 kill']],
    [peer(TARGET, { op: 'usage', task: TASK, cpuMs: 1, memoryBytes: 1 }), HOME, ['send 2 kill']],
    [peer(TARGET, { op: 'usage', task: '3:7', cpuMs: 1, memoryBytes: 1 }), HOME, []],
    [peer(TARGET, { op: 'switched', migration: ID, task: TASK, inc: 2 }), HOME, ['log']],
  ] as const)('%#', ({ from, message }, self, told) => {
    expect(said(stray(self, from, message))).toEqual(told);
  });

  it('kills what sends records of a task that home does not know', () => {
    expect(said(strayRecord(HOME, TARGET, TASK, 2))).toEqual(['send 2 kill']);
    expect(strayRecord(THIRD, TARGET, TASK, 2)).toEqual([]);
  });
});
