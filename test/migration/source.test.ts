import { describe, expect, it } from 'vitest';
import { HOLD_BOUND_MS, PREPARE_BOUND_MS, restoreBoundMs } from '../../agent/migration/machine/bounds.ts';
import type { SourceEffect, SourceEvent } from '../../agent/migration/machine/events.ts';
import { migrationId } from '../../agent/migration/machine/ids.ts';
import { stepSource } from '../../agent/migration/machine/source.ts';
import { newSource, type SourceState } from '../../agent/migration/machine/source-state.ts';
import type { PeerMessage } from '../../protocol/peer.ts';
import { headOf, specOf } from '../sim/program.ts';
import { fromHost, hostGone, link, peer, said, timer } from './events.ts';

const TASK = '1:7';
const [HOME, SOURCE, TARGET] = [1, 2, 3];
const ID = migrationId(4, 1);
const spec = specOf(TASK);

const move = peer(HOME, { op: 'move', task: TASK, to: TARGET, reason: 'user' }, 100);
const ready = peer(TARGET, { op: 'ready', migration: ID, task: TASK });
const captured = fromHost({ op: 'captured', id: ID, head: headOf(spec, SOURCE, 500), captureMs: 2 }, 200, 77);
const ahead = fromHost({ op: 'ahead', id: ID, round: 1, bytes: 5e8 });
const restored = peer(TARGET, { op: 'restored', migration: ID, task: TASK, restoreMs: 3 });
const switched = peer(HOME, { op: 'switched', migration: ID, task: TASK, inc: 5 });

const steps = {
  preparing: [move],
  capturing: [move, ready],
  copying: [move, ready, ahead],
  sending: [move, ready, captured],
  switching: [move, ready, captured, restored],
};
type At = keyof typeof steps;

function after(
  events: readonly SourceEvent[],
  from = newSource({ spec, self: SOURCE, home: HOME, inc: 4, nmigs: 2 }),
): [SourceState, SourceEffect[]] {
  let state = from;
  let effects: SourceEffect[] = [];
  for (const event of events) [state, effects] = stepSource(state, event);
  return [state, effects];
}
const ops = (effects: readonly SourceEffect[]): string[] => said(effects);

describe('source of a migration', () => {
  it('takes the straight way', () => {
    expect(ops(after([move])[1])).toEqual([`send ${TARGET} prepare`, `timer ${PREPARE_BOUND_MS}`]);
    expect(ops(after(steps.capturing)[1])).toEqual(['host capture', `timer ${HOLD_BOUND_MS}`]);
    expect(ops(after(steps.sending)[1]).slice(0, 2)).toEqual([`send ${TARGET} snapshot`, 'passsnapshot']);
    expect(ops(after(steps.switching)[1])).toEqual(['timer null', `send ${HOME} switch`]);
    const [state, effects] = after([...steps.switching, switched]);
    expect([state.phase.at, ...ops(effects)]).toEqual(['ended', 'endhost']);
  });

  it('tells home the numbers of the move; the freeze begins at the safe point', () => {
    const [, effects] = after(steps.switching);
    const message = effects.flatMap((effect) => (effect.do === 'send' ? [effect.message] : []))[0] as Extract<
      PeerMessage,
      { op: 'switch' }
    >;
    expect(message).toMatchObject({
      inc: 4,
      to: TARGET,
      reason: 'user',
      decidedAtMs: 100,
      frozenAtMs: 198,
      stateBytes: 500,
      cpuMs: 77,
    });
  });

  it('lets large buffers go ahead: each round has its time, the capture comes by itself', () => {
    const round = [`timer ${restoreBoundMs(5e8)}`, `send ${TARGET} ahead`, 'passahead'];
    expect(ops(after(steps.copying)[1])).toEqual(round);
    expect(ops(after([...steps.copying, ahead])[1])).toEqual(round);
    const [state, effects] = after([...steps.copying, captured]);
    expect(state.phase.at).toBe('sending');
    expect(ops(effects).slice(0, 2)).toEqual([`send ${TARGET} snapshot`, 'passsnapshot']);
    const late = after([...steps.copying, timer])[1].at(-1);
    expect(late).toMatchObject({ message: { reason: 'what travels ahead of it took over 80 s' } });
  });

  it('what would go ahead of a move that is off is not wanted', () => {
    expect(ops(after([...steps.capturing, link('linkdown', TARGET), ahead])[1])).toEqual([]);
  });

  it('tells home what went ahead', () => {
    const head = headOf(spec, SOURCE, 500);
    const some = fromHost({ op: 'captured', id: ID, head, captureMs: 2, aheadBytes: 400 });
    expect(after([...steps.copying, some, restored])[1].at(-1)).toMatchObject({
      message: { op: 'switch', stateBytes: 500, aheadBytes: 400 },
    });
  });

  const undo: Record<'preparing' | 'capturing' | 'copying' | 'sending', string[]> = {
    preparing: ['timer null'],
    capturing: ['timer null', 'host cancel'],
    copying: ['timer null', 'dropsnapshot', 'host cancel'],
    sending: ['timer null', 'dropsnapshot', 'host resume'],
  };
  const off = [`send ${TARGET} abort`, `send ${HOME} stayed`];
  for (const at of ['preparing', 'capturing', 'copying', 'sending'] as const) {
    it.each<[string, SourceEvent, string[]]>([
      ['the link to the target breaks', link('linkdown', TARGET), off],
      ['the link to home breaks', link('linkdown', HOME), off],
      ['the target dies', link('nodedead', TARGET), off],
      ['nothing comes in time', timer, off],
      [
        'the target refuses',
        peer(TARGET, { op: 'refused', migration: ID, task: TASK, reason: 'full' }),
        off.slice(1),
      ],
    ])(`${at}: goes on here if %s`, (_, event, told) => {
      const [state, effects] = after([...steps[at], event]);
      expect(state.phase.at).toBe('running');
      expect(ops(effects)).toEqual([...undo[at], ...told]);
    });
  }

  it('goes on here if the heap cannot be carried, without telling the host what it said itself', () => {
    const why = { reason: 'a promise', file: null, line: null, kind: 'delayed' } as const;
    const [state, effects] = after([...steps.capturing, fromHost({ op: 'uncapturable', id: ID, why })]);
    expect(state.phase.at).toBe('running');
    expect(ops(effects)).toEqual(['timer null', ...off]);
  });

  it('says what held it when it gives up', () => {
    const why = {
      reason: 'a sort callback is on the stack',
      file: null,
      line: null,
      kind: 'delayed',
    } as const;
    const [, effects] = after([...steps.capturing, fromHost({ op: 'holding', id: ID, why }), timer]);
    expect(effects.at(-1)).toMatchObject({ message: { op: 'stayed', reason: why.reason } });
  });

  it.each<[string, SourceEvent]>([
    ['the link to the target breaks', link('linkdown', TARGET)],
    ['the link to home breaks', link('linkdown', HOME)],
    ['the target dies', link('nodedead', TARGET)],
    [
      'the target refuses now',
      peer(TARGET, { op: 'refused', migration: ID, task: TASK, reason: 'host died' }),
    ],
    ['somebody else says switched', peer(TARGET, { op: 'switched', migration: ID, task: TASK, inc: 5 })],
    ['another migration was switched', peer(HOME, { op: 'switched', migration: ID - 1, task: TASK, inc: 5 })],
  ])('stays frozen once it has asked home, though %s', (_, event) => {
    const [state, effects] = after([...steps.switching, event]);
    expect(state.phase.at).toBe('switching');
    expect(ops(effects).filter((op) => op !== 'log')).toEqual([]);
  });

  it('asks home again when the link is back', () => {
    expect(ops(after([...steps.switching, link('linkdown', HOME), link('linkup', HOME)])[1])).toEqual([
      `send ${HOME} switch`,
    ]);
  });

  it('goes on here if home does not switch', () => {
    const [state, effects] = after([
      ...steps.switching,
      peer(HOME, { op: 'noswitch', migration: ID, task: TASK, reason: 'dead' }),
    ]);
    expect(state.phase.at).toBe('running');
    expect(ops(effects)).toEqual(['dropsnapshot', 'host resume', `send ${TARGET} abort`]);
  });

  for (const at of Object.keys(steps) as At[]) {
    it(`${at}: a host that is gone wins`, () => {
      const [state, effects] = after([...steps[at], hostGone]);
      const abort = at === 'switching' ? [] : [`send ${TARGET} abort`];
      expect(state.phase.at).toBe('ended');
      expect(ops(effects)).toEqual(['timer null', ...abort, `send ${HOME} gone`, 'endhost']);
    });

    it(`${at}: kill ends host and target, then tells home the CPU time`, () => {
      const kill = peer(HOME, { op: 'kill', task: TASK, upTo: 4 });
      const [state, effects] = after([...steps[at], kill]);
      const abort = at === 'switching' ? [] : [`send ${TARGET} abort`];
      expect(ops(effects)).toEqual(['timer null', ...abort, 'killhost']);
      expect(ops(after([hostGone], state)[1])).toEqual([`send ${HOME} gone`, 'endhost']);
    });

    it(`${at}: a dead home ends the guest`, () => {
      expect(after([...steps[at], link('nodedead', HOME)])[1].at(-1)).toEqual({ do: 'endhost' });
    });
  }

  it.each<[string, SourceEvent]>([
    ['a move ordered by a stranger', peer(TARGET, { op: 'move', task: TASK, to: 3, reason: '' })],
    ['a kill by a stranger', peer(TARGET, { op: 'kill', task: TASK, upTo: 9 })],
    ['a kill of an earlier incarnation', peer(HOME, { op: 'kill', task: TASK, upTo: 3 })],
    ['a late switched', switched],
    ['a late refusal', peer(TARGET, { op: 'refused', migration: ID, task: TASK, reason: '' })],
  ])('ignores %s, with a line in the log', (_, event) => {
    const [state, effects] = after([event]);
    expect(state.phase.at).toBe('running');
    expect(ops(effects)).toEqual(['log']);
  });

  it('thaws a host that was captured after its move was called off, and sends its target home', () => {
    const off = [...steps.capturing, link('linkdown', TARGET)];
    expect(ops(after([...off, captured])[1])).toEqual(['dropsnapshot', 'host resume']);
    expect(ops(after([...off, restored])[1])).toEqual(['log', `send ${TARGET} abort`]);
  });

  it('never uses a migration id twice', () => {
    const [again] = after([move, link('linkdown', TARGET), move]);
    expect(again.phase).toMatchObject({ at: 'preparing', migration: ID + 1 });
  });

  describe('on a node that its owner needs', () => {
    const pause = (paused: boolean): SourceEvent => ({ on: 'pause', atMs: 0, paused });
    const stop = peer(HOME, { op: 'stop', task: TASK, inc: 4 });
    const go = peer(HOME, { op: 'continue', task: TASK, inc: 4 });

    it('its host is stopped and goes on', () => {
      expect(ops(after([pause(true)])[1])).toEqual(['stophost']);
      expect(ops(after([pause(true), pause(true)])[1])).toEqual([]);
      expect(ops(after([pause(true), pause(false)])[1])).toEqual(['continuehost']);
    });

    it('a stopped deputy holds it too, and each lets it go on only where the other does', () => {
      expect(ops(after([pause(true), stop])[1])).toEqual([]);
      expect(ops(after([pause(true), stop, pause(false)])[1])).toEqual([]);
      expect(ops(after([pause(true), stop, go])[1])).toEqual([]);
      expect(ops(after([pause(true), stop, go, pause(false)])[1])).toEqual(['continuehost']);
      expect(ops(after([stop, pause(true), pause(false), go])[1])).toEqual(['continuehost']);
    });

    it('executes again while its state is taken, and is stopped where the move comes to nothing', () => {
      expect(ops(after([pause(true), move])[1])).not.toContain('continuehost');
      expect(ops(after([pause(true), move, ready])[1]).at(-1)).toBe('continuehost');
      expect(ops(after([pause(true), move, ready, timer])[1]).at(-1)).toBe('stophost');
      expect(ops(after([pause(true), move, ready, captured, link('linkdown', TARGET)])[1]).at(-1)).toBe(
        'stophost',
      );
      const noswitch = peer(HOME, { op: 'noswitch', migration: ID, task: TASK, reason: 'dead' });
      expect(ops(after([pause(true), ...steps.switching, noswitch])[1]).at(-1)).toBe('stophost');
    });

    for (const at of ['capturing', 'copying', 'sending', 'switching'] as const) {
      it(`${at}: a move that is under way is not held up`, () => {
        expect(ops(after([...steps[at], pause(true)])[1])).toEqual([]);
      });
    }

    it('one that ends is ended, stopped or not', () => {
      const kill = peer(HOME, { op: 'kill', task: TASK, upTo: 4 });
      expect(ops(after([pause(true), kill])[1])).toEqual(['killhost']);
      expect(ops(after([pause(true), link('nodedead', HOME)])[1])).toEqual(['endhost']);
    });
  });
});
