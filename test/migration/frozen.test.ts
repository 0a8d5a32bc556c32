/** A task that is frozen while an agent begins anew: at its home, and where it is held. */
import { describe, expect, it } from 'vitest';
import { HOLD_BOUND_MS, restoreBoundMs, START_BOUND_MS } from '../../agent/migration/machine/bounds.ts';
import type { HomeEvent, SourceEvent } from '../../agent/migration/machine/events.ts';
import { stepHome } from '../../agent/migration/machine/home.ts';
import { accepts, type HomeState, newHome } from '../../agent/migration/machine/home-state.ts';
import { migrationId } from '../../agent/migration/machine/ids.ts';
import { stepSource } from '../../agent/migration/machine/source.ts';
import { newSource, type SourceState, stateInWords } from '../../agent/migration/machine/source-state.ts';
import { stray } from '../../agent/migration/machine/stray.ts';
import type { PeerMessage } from '../../protocol/peer.ts';
import { specOf } from '../sim/program.ts';
import { fromHost, hostGone, link, peer, said, timer } from './events.ts';

const TASK = '1:7';
const [HOME, THERE, OTHER] = [1, 2, 3];

describe('at its home', () => {
  const running = peer(THERE, { op: 'running', task: TASK, inc: 1 });
  const frozen: HomeEvent = { on: 'frozen', atMs: 0, withinMs: 500 };
  const thaw: HomeEvent = { on: 'thaw', atMs: 0 };
  const down = link('linkdown', THERE);
  const up = link('linkup', THERE);
  const gone = peer(THERE, { op: 'gone', task: TASK, inc: 1, reason: 'its host is gone', cpuMs: 0 });
  const again = (nodes: number[]): HomeEvent => ({ on: 'again', atMs: 0, nodes, stateBytes: 1e7 });
  const HELD = [running, frozen];
  const BACK = [...HELD, down, link('nodedead', THERE), up, gone];

  function after(events: readonly HomeEvent[]): [HomeState, string[]] {
    let [state, effects] = newHome({ task: TASK, self: HOME, nodes: [THERE], lostAfterMs: 5_000 });
    for (const event of events) [state, effects] = stepHome(state, event);
    return [state, said(effects)];
  }

  it('nothing that becomes of its node is a loss, and nothing of it counts', () => {
    for (const events of [[gone], [down], [link('nodedead', THERE)], [down, gone]]) {
      const [state, ops] = after([...HELD, ...events]);
      expect(state.phase.at, JSON.stringify(events)).toBe('frozen');
      expect(ops).toEqual([]);
      expect(accepts(state, THERE, 1)).toBe(false);
    }
    expect(after(HELD)[1]).toEqual(['timer 500']);
    expect(after([...HELD, frozen])[1]).toEqual(['timer 500']);
  });

  it('it goes on where its node is back and does not have it any more, as another incarnation', () => {
    expect(after([...HELD, down, up])[1]).toEqual([`send ${THERE} activate`]);
    expect(after(BACK)[1]).toEqual(['timer null', 'unfreeze']);
    const [state, ops] = after([...BACK, again([THERE])]);
    expect(ops).toEqual([`timer ${START_BOUND_MS + restoreBoundMs(1e7)}`, `start ${THERE}`]);
    expect(state).toMatchObject({ node: THERE, inc: 2 });
  });

  it('where the link breaks as it begins there it is begun once more, when that is back', () => {
    const starting = [...BACK, again([THERE])];
    expect(after([...starting, down])[1]).toEqual([]);
    const [state, ops] = after([...starting, down, up]);
    expect(ops).toEqual([`send ${THERE} kill`, `send ${THERE} kill`, `start ${THERE}`]);
    expect(state).toMatchObject({ node: THERE, inc: 3 });
    expect(after([...starting, down, timer])[1].slice(-1)).toEqual([`start ${HOME}`]);
    expect(after([...starting, link('nodedead', THERE)])[1].slice(-1)).toEqual([`start ${HOME}`]);
  });

  it('it goes on elsewhere where its node does not come back in time, and what is held there ends', () => {
    expect(after([...HELD, timer])[1]).toEqual([`send ${THERE} kill`, 'timer null', 'unfreeze']);
    const [state] = after([...HELD, timer, again([HOME])]);
    expect(state).toMatchObject({ node: HOME, inc: 2, fenced: [{ node: THERE, inc: 1 }] });
    expect(after([...HELD, timer, again([HOME]), up])[1]).toEqual([`send ${THERE} kill`]);
  });

  it('it is told to go on once, whatever else happens', () => {
    for (const event of [timer, gone, thaw, frozen, down])
      expect(after([...BACK, event])[1], event.on).toEqual([]);
  });

  it('thawed, its records count again before it is told so', () => {
    const [state, ops] = after([...HELD, thaw]);
    expect(ops).toEqual(['timer null', 'unfreeze', `send ${THERE} thaw`]);
    expect(accepts(state, THERE, 1)).toBe(true);
    expect(after([running, thaw])[1]).toEqual([]);
  });

  it('thawed where it is held no more it goes on from its state, and is not taken to execute', () => {
    for (const event of [gone, link('nodedead', THERE)]) {
      expect(after([...HELD, event, thaw])[1]).toEqual([`send ${THERE} kill`, 'timer null', 'unfreeze']);
      expect(after([...HELD, event, thaw, again([HOME])])[0]).toMatchObject({ node: HOME, inc: 2 });
    }
    // It is there, and is asked whether it still has it.
    expect(after([...HELD, link('nodedead', THERE), up, thaw])[1].at(-1)).toBe(`send ${THERE} thaw`);
  });

  it('it does not move, and a move that was wanted is off; it can be ended', () => {
    const decide: HomeEvent = { on: 'decide', atMs: 0, to: OTHER, reason: 'user' };
    expect(after([...HELD, decide])[1]).toEqual(['life stayed']);
    expect(after([running, decide, frozen])[1]).toEqual(['timer 500', 'life stayed']);
    const end: HomeEvent = { on: 'end', atMs: 0, code: 0, signal: null };
    expect(after([...HELD, end])[0].phase.at).toBe('ending');
  });

  it('one that was lost meanwhile stays so: its deputy has its state', () => {
    expect(after([running, link('nodedead', THERE), frozen])[0].phase.at).toBe('lost');
  });
});

describe('where it is held', () => {
  const ID = migrationId(4, 1);
  const freeze = peer(HOME, { op: 'checkpoint', task: TASK, inc: 4, hold: true });
  const kept = fromHost({ op: 'kept', id: ID, stateBytes: 9, captureMs: 1 });
  const thaw = peer(HOME, { op: 'thaw', task: TASK, inc: 4 });
  const HELD = [freeze, kept];

  function after(events: readonly SourceEvent[]): [SourceState, string[], unknown] {
    let state = newSource({ spec: specOf(TASK), self: THERE, home: HOME, inc: 4, nmigs: 0 });
    let effects: ReturnType<typeof stepSource>[1] = [];
    for (const event of events) [state, effects] = stepSource(state, event);
    return [state, said(effects), effects];
  }

  it('its state is taken, and it does nothing until its home says so', () => {
    expect(after([freeze])[1]).toEqual(['host capture', `timer ${HOLD_BOUND_MS}`]);
    expect(after([freeze])[2]).toMatchObject([{ message: { checkpoint: true, hold: true } }, {}]);
    const [state, ops] = after(HELD);
    expect(ops).toEqual(['timer null', `send ${HOME} checkpointed`]);
    expect(stateInWords(state)).toBe('frozen');
    for (const event of [link('linkdown', HOME), timer, { on: 'pause', atMs: 0, paused: true } as const])
      expect(after([...HELD, event])[1], event.on).toEqual([]);
    expect(after([...HELD, thaw])[1]).toEqual(['host resume']);
    expect(after([...HELD, peer(OTHER, thaw.message)])[1]).toEqual(['log']);
  });

  it('which of them was asked for is said of each, whether it comes or not', () => {
    const named = peer(HOME, { op: 'checkpoint', task: TASK, inc: 4, hold: true, asked: 7 });
    expect(after([named])[2]).toMatchObject([{ message: { op: 'capture', asked: 7 } }, {}]);
    expect(after([named, kept])[2]).toMatchObject([{}, { message: { refusal: null, asked: 7 } }]);
    expect(after([named, thaw])[2]).toMatchObject([{}, {}, { message: { asked: 7 } }]);
    expect(after([...HELD, named])[2]).toMatchObject([{ message: { busy: true, asked: 7 } }]);
    expect(stray(THERE, HOME, named.message)).toMatchObject([{ message: { busy: true, asked: 7 } }]);
  });

  it('thawed before that, it goes on, and its home hears that nothing was kept', () => {
    expect(after([freeze, thaw])[1]).toEqual(['timer null', 'host cancel', `send ${HOME} checkpointed`]);
    expect(after([freeze, thaw, kept])[1]).toEqual([]);
    expect(after([thaw])[1]).toEqual([]);
  });

  it('it neither moves nor is checkpointed; it ends with its home, by it, or with its host', () => {
    const move: PeerMessage = { op: 'move', task: TASK, to: OTHER, reason: 'user' };
    expect(after([...HELD, peer(HOME, move)])[1]).toEqual([`send ${HOME} stayed`]);
    expect(after([...HELD, peer(HOME, { op: 'checkpoint', task: TASK, inc: 4 })])[2]).toMatchObject([
      { message: { op: 'checkpointed', busy: true } },
    ]);
    expect(after([...HELD, link('nodedead', HOME)])[1]).toEqual(['endhost']);
    expect(after([...HELD, hostGone])[1]).toEqual([`send ${HOME} gone`, 'endhost']);
    expect(after([...HELD, peer(HOME, { op: 'kill', task: TASK, upTo: 4 })])[1]).toEqual(['killhost']);
  });
});
