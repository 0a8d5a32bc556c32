/** Nodes that say nothing any more, and deputies that are stopped. */
import { describe, expect, it } from 'vitest';
import type { HomeEvent, SourceEvent } from '../../agent/migration/machine/events.ts';
import { stepHome } from '../../agent/migration/machine/home.ts';
import { accepts, type HomeState, newHome } from '../../agent/migration/machine/home-state.ts';
import { migrationId } from '../../agent/migration/machine/ids.ts';
import { stepSource } from '../../agent/migration/machine/source.ts';
import { newSource, type SourceState } from '../../agent/migration/machine/source-state.ts';
import { newTarget, stepTarget } from '../../agent/migration/machine/target.ts';
import { headOf, specOf } from '../sim/program.ts';
import { fromHost, peer, said } from './events.ts';

const TASK = '1:7';
const [HOME, AWAY, THIRD] = [1, 2, 3];
const LOST_AFTER_MS = 5_000;
const spec = { ...specOf(TASK), lostAfterMs: LOST_AFTER_MS };

const silent = (node: number, silentMs: number) =>
  ({ on: 'silent', atMs: 9, node, name: `lab${node}`, silentMs }) as const;
const deputy = (stopped: boolean): HomeEvent => ({ on: 'deputy', atMs: 0, stopped });
const usage = (stopped?: boolean) =>
  peer(AWAY, {
    op: 'usage',
    task: TASK,
    cpuMs: 1,
    memoryBytes: 1,
    ...(stopped !== undefined && { stopped }),
  });
const decide: HomeEvent = { on: 'decide', atMs: 0, to: THIRD, reason: 'user' };

describe('home', () => {
  const running = peer(AWAY, { op: 'running', task: TASK, inc: 1 });
  const numbers = {
    reason: 'user',
    frozenAtMs: 0,
    decidedAtMs: 0,
    stateBytes: 9,
    frames: 2,
    objects: 3,
    cpuMs: 40,
  };
  const ID = migrationId(1, 1);
  const trial = [
    running,
    decide,
    peer(AWAY, { op: 'switch', migration: ID, task: TASK, inc: 1, to: THIRD, ...numbers }),
  ];
  function after(events: readonly HomeEvent[]): [HomeState, string[], unknown[]] {
    const made = newHome({ task: TASK, self: HOME, nodes: [AWAY], lostAfterMs: LOST_AFTER_MS });
    let [state, effects] = made;
    for (const event of events) [state, effects] = stepHome(state, event);
    return [state, said(effects), effects];
  }

  it('gives a silent node up after --lost-after of the task, not before, and kills by number', () => {
    expect(after([running, silent(AWAY, 4_999)])[1]).toEqual([]);
    const [state, ops, effects] = after([running, silent(AWAY, 5_000)]);
    expect(ops).toEqual(['send 2 kill', 'timer null', 'life lost']);
    expect(effects[0]).toMatchObject({ message: { upTo: 1 } });
    expect(effects.at(-1)).toMatchObject({
      event: { reason: 'node 2 (lab2) is silent since 5 s (--lost-after)' },
    });
    expect(accepts(state, AWAY, 1)).toBe(false);
  });

  it('is told of the loss once', () => {
    expect(after([running, silent(AWAY, 5_000), silent(AWAY, 6_000)])[1]).toEqual([]);
  });

  it.each([
    ['a node that has nothing to do with it', [running, silent(THIRD, 90_000)]],
    [
      'a node where it was',
      [...trial, peer(THIRD, { op: 'activated', task: TASK, inc: 2 }), silent(AWAY, 90_000)],
    ],
  ])('does not care about %s', (_, events) => {
    expect(after(events)[1]).toEqual([]);
  });

  it('in the midst of a switch: the target may still make it; without both it is lost', () => {
    expect(after([...trial, silent(AWAY, 5_000)])[0].phase).toMatchObject({ at: 'trial' });
    const both = [...trial, silent(AWAY, 5_000), silent(THIRD, 5_000)];
    expect(after(both)[1]).toContain('life lost');
    expect(after([...trial, silent(THIRD, 5_000)])[1]).toEqual([
      'timer null',
      'send 3 kill',
      'send 2 noswitch',
      'life stayed',
    ]);
  });

  it('tells the executing node when its deputy stops, and when it goes on, once each', () => {
    expect(after([running, deputy(true)])[1]).toEqual(['send 2 stop']);
    expect(after([running, deputy(true), deputy(true)])[1]).toEqual([]);
    expect(after([running, deputy(true), deputy(false)])[1]).toEqual(['send 2 continue']);
    expect(after([running, deputy(false)])[1]).toEqual([]);
  });

  it('says it again where the host is not as the deputy', () => {
    expect(after([running, deputy(true), usage(false)])[1]).toEqual(['send 2 stop']);
    expect(after([running, deputy(true), usage(true)])[1]).toEqual([]);
    expect(after([running, usage(true)])[1]).toEqual(['send 2 continue']);
    expect(after([running, usage()])[1]).toEqual([]);
  });

  it('does not move what is stopped', () => {
    const [, ops, effects] = after([running, deputy(true), decide]);
    expect(ops).toEqual(['life stayed']);
    expect(effects[0]).toMatchObject({ event: { reason: 'it is stopped' } });
    expect(after([running, deputy(true), deputy(false), decide])[1]).toEqual(['send 2 move']);
  });

  it('a stop in the midst of a switch: where it goes on it is told then', () => {
    const activated = peer(THIRD, { op: 'activated', task: TASK, inc: 2 });
    expect(after([...trial, deputy(true)])[1]).toEqual([]);
    const moved = [...trial, deputy(true), activated];
    expect(after([...moved, { ...usage(false), from: THIRD }])[1]).toEqual(['send 3 stop']);
  });
});

describe('source', () => {
  const ID = migrationId(4, 1);
  const move = peer(HOME, { op: 'move', task: TASK, to: THIRD, reason: 'user' });
  const ready = peer(THIRD, { op: 'ready', migration: ID, task: TASK });
  const captured = fromHost({ op: 'captured', id: ID, head: headOf(spec, AWAY, 500), captureMs: 2 });
  const restored = peer(THIRD, { op: 'restored', migration: ID, task: TASK, restoreMs: 3 });
  const stop = peer(HOME, { op: 'stop', task: TASK, inc: 4 });
  const goOn = peer(HOME, { op: 'continue', task: TASK, inc: 4 });
  function after(events: readonly SourceEvent[]): [SourceState, string[], unknown[]] {
    let state = newSource({ spec, self: AWAY, home: HOME, inc: 4, nmigs: 2 });
    let effects: ReturnType<typeof stepSource>[1] = [];
    for (const event of events) [state, effects] = stepSource(state, event);
    return [state, said(effects), effects];
  }

  it('ends a guest whose home is silent for so long, and tells home if it ever comes back', () => {
    expect(after([silent(HOME, 4_999)])[1]).toEqual([]);
    expect(after([silent(THIRD, 90_000)])[1]).toEqual([]);
    const [state, ops] = after([silent(HOME, 5_000)]);
    expect([state.phase.at, ...ops]).toEqual(['ended', 'log', 'send 1 gone', 'endhost']);
  });

  it('also while it moves: the target hears that it is off', () => {
    expect(after([move, ready, captured, silent(HOME, 5_000)])[1]).toContain('send 3 abort');
    expect(after([move, ready, captured, restored, silent(HOME, 5_000)])[1]).toEqual([
      'timer null',
      'log',
      'send 1 gone',
      'endhost',
    ]);
  });

  it('stops its host and lets it go on', () => {
    expect(after([stop])[1]).toEqual(['stophost']);
    expect(after([stop, stop])[1]).toEqual([]);
    expect(after([stop, goOn])[1]).toEqual(['continuehost']);
    expect(after([goOn])[1]).toEqual([]);
    expect(after([peer(THIRD, { op: 'stop', task: TASK, inc: 4 })])[1]).toEqual(['log']);
  });

  it.each<[string, SourceEvent[], string[]]>([
    ['makes the target ready', [move], ['timer null', 'send 3 abort', 'send 1 stayed', 'stophost']],
    [
      'waits for a safe point',
      [move, ready],
      ['timer null', 'host cancel', 'send 3 abort', 'send 1 stayed', 'stophost'],
    ],
    ['is on its way', [move, ready, captured], []],
    ['waits for home', [move, ready, captured, restored], []],
  ])('a stop while it %s', (_, before, told) => {
    expect(after([...before, stop])[1]).toEqual(told);
  });

  it('does not begin to move while it is stopped', () => {
    const [, ops, effects] = after([stop, move]);
    expect(ops).toEqual(['send 1 stayed']);
    expect(effects[0]).toMatchObject({ message: { reason: 'it is stopped' } });
  });
});

it('a target drops what waits for a home that is silent for so long', () => {
  const [ready] = newTarget(THIRD, AWAY, { op: 'prepare', migration: 1, spec, home: HOME, nmigs: 1 }, null);
  expect(said(stepTarget(ready, silent(HOME, 4_999))[1])).toEqual([]);
  expect(said(stepTarget(ready, silent(HOME, 5_000))[1])).toEqual(['timer null', 'endhost']);
});
