import { whyAndWhere } from '../../../protocol/held.ts';
import type { FromHost } from '../../../protocol/host.ts';
import type { PeerMessage } from '../../../protocol/peer.ts';
import { HOLD_BOUND_MS, PREPARE_BOUND_MS, restoreBoundMs } from './bounds.ts';
import type { SourceEffect, SourceEvent, Step } from './events.ts';
import { migrationId } from './ids.ts';
import { abort, askSwitch, checkpointed, gone, lateReason, stayed, unprepare } from './source-effects.ts';
import { hostRuns, type Moving, type SourceState, taken } from './source-state.ts';
import { log, unexpected } from './unexpected.ts';

type Stepped = Step<SourceState, SourceEffect>;
type Of<On extends SourceEvent['on']> = Extract<SourceEvent, { on: On }>;

/**
 * The node where the task executes. Until it has sent `switch` it may give up at any time, and the task goes on as if
 * nothing had happened. After `switch` home alone knows where the task is: the guest stays frozen until home answers.
 */
export function stepSource(state: SourceState, event: SourceEvent): Stepped {
  if (state.phase.at === 'ended') return [state, []];
  const [next, effects] = stepped(state, event);
  const { at } = next.phase;
  if (at === 'ending' || at === 'ended' || hostRuns(next) === hostRuns(state)) return [next, effects];
  return [next, [...effects, { do: hostRuns(next) ? 'continuehost' : 'stophost' }]];
}

function stepped(state: SourceState, event: SourceEvent): Stepped {
  switch (event.on) {
    case 'peer':
      return onPeer(state, event);
    case 'host':
      return onHost(state, event);
    case 'hostgone':
      return onHostGone(state, event);
    case 'linkdown':
      if (event.node === state.home) return giveUp(state, `the link to its home, node ${event.node}, broke`);
      if (event.node === targetOf(state)) return giveUp(state, `the link to node ${event.node} broke`);
      return [state, []];
    case 'linkup':
      // Home may have heard the first `switch` or not; it answers a repeated one alike.
      return state.phase.at === 'switching' && event.node === state.home
        ? [state, [askSwitch(state, state.phase)]]
        : [state, []];
    case 'nodedead':
      if (event.node === state.home)
        return [ended(state), [...unprepare(state, 'home is gone'), { do: 'endhost' }]];
      if (event.node === targetOf(state)) return giveUp(state, `node ${event.node} is gone`);
      return [state, []];
    case 'silent':
      return onSilent(state, event);
    case 'timer':
      return giveUp(state, lateReason(state));
    case 'pause':
      return [{ ...state, paused: event.paused }, []];
  }
}

function onPeer(state: SourceState, event: Of<'peer'>): Stepped {
  const { message, from } = event;
  switch (message.op) {
    case 'move':
      return from === state.home || from === state.self
        ? onMove(state, message, event.atMs)
        : odd(state, event);
    case 'ready':
      return onReady(state, event, message.migration);
    case 'restored':
      return onRestored(state, event, message.migration);
    case 'refused':
      if (!isCurrent(state, from, message.migration)) return odd(state, event);
      return giveUp(state, `node ${from} refused it: ${message.reason}`, { target: true });
    case 'switched':
    case 'noswitch': {
      const { phase } = state;
      if (from !== state.home || phase.at !== 'switching' || phase.migration !== message.migration)
        return odd(state, event);
      return message.op === 'switched'
        ? [ended(state), [{ do: 'endhost' }]]
        : thaw(state, phase, message.reason);
    }
    case 'checkpoint':
      return from === state.home ? onCheckpoint(state, message) : odd(state, event);
    case 'thaw':
      return from === state.home ? onThaw(state) : odd(state, event);
    case 'activate':
      // Home asks whether we still have it.
      return from === state.home && message.inc === state.inc ? [state, []] : odd(state, event);
    case 'stop':
    case 'continue':
      return from === state.home ? stopOrContinue(state, message.op === 'stop') : odd(state, event);
    case 'kill':
      if (from !== state.home || message.upTo < state.inc) return odd(state, event);
      return [
        { ...state, phase: { at: 'ending' } },
        [...unprepare(state, 'the task was ended'), { do: 'killhost' }],
      ];
    default:
      return odd(state, event);
  }
}

function onMove(state: SourceState, message: Extract<PeerMessage, { op: 'move' }>, atMs: number): Stepped {
  const { to, reason } = message;
  if (state.phase.at !== 'running') {
    const same = targetOf(state) === to;
    return [state, same ? [] : [stayed(state, to, hindrance(state))]];
  }
  if (to === state.self) return [state, [stayed(state, to, 'it executes there already')]];
  if (state.stopped) return [state, [stayed(state, to, 'it is stopped')]];
  const tries = state.tries + 1;
  const migration = migrationId(state.inc, tries);
  const { spec, home } = state;
  return [
    { ...state, tries, phase: { at: 'preparing', migration, to, reason, decidedAtMs: atMs } },
    [
      { do: 'send', to, message: { op: 'prepare', migration, spec, home, nmigs: state.nmigs + 1 } },
      { do: 'timer', ms: PREPARE_BOUND_MS },
    ],
  ];
}

/** The state goes home in the task's own stream: this machine only sees to it that it is taken. */
function onCheckpoint(state: SourceState, message: Extract<PeerMessage, { op: 'checkpoint' }>): Stepped {
  const { hold = false, asked } = message;
  if (state.stopped) return [state, [checkpointed(state, 'it is stopped', asked)]];
  if (state.phase.at !== 'running')
    return [state, [checkpointed(state, hindrance(state), asked, { busy: true })]];
  const tries = state.tries + 1;
  const id = migrationId(state.inc, tries);
  const named = asked !== undefined && { asked };
  return [
    { ...state, tries, phase: { at: 'keeping', id, holding: null, hold, asked } },
    [
      { do: 'host', message: { op: 'capture', id, checkpoint: true, ...(hold && { hold }), ...named } },
      { do: 'timer', ms: HOLD_BOUND_MS },
    ],
  ];
}

/** It goes on here: what home has of it counts no more. */
function onThaw(state: SourceState): Stepped {
  const { phase } = state;
  if (phase.at === 'held')
    return [
      { ...state, phase: { at: 'running' } },
      [{ do: 'host', message: { op: 'resume', id: phase.id } }],
    ];
  return phase.at === 'keeping' && phase.hold
    ? keepNot(state, 'it is not to be frozen any more')
    : [state, []];
}

const hindrance = ({ phase }: SourceState): string =>
  phase.at === 'keeping'
    ? 'a checkpoint is being taken'
    : phase.at === 'held'
      ? 'it is frozen while an agent begins anew'
      : 'a move is under way';

/** No checkpoint is made; the task goes on. */
function keepNot(state: SourceState, reason: string, told: { host?: boolean } = {}): Stepped {
  if (state.phase.at !== 'keeping') return [state, []];
  const cancel: SourceEffect[] = told.host
    ? []
    : [{ do: 'host', message: { op: 'cancel', id: state.phase.id } }];
  return [
    { ...state, phase: { at: 'running' } },
    [{ do: 'timer', ms: null }, ...cancel, checkpointed(state, reason, state.phase.asked)],
  ];
}

function onReady(state: SourceState, event: Of<'peer'>, migration: number): Stepped {
  const { phase } = state;
  if (!isCurrent(state, event.from, migration))
    return [state, [unexpected(event), abort(state, event.from, migration, 'not any more')]];
  if (phase.at !== 'preparing') return odd(state, event);
  return [
    { ...state, phase: { ...phase, at: 'capturing', holding: null, aheadBytes: null } },
    [
      { do: 'host', message: { op: 'capture', id: migration } },
      { do: 'timer', ms: HOLD_BOUND_MS },
    ],
  ];
}

function onRestored(state: SourceState, event: Of<'peer'>, migration: number): Stepped {
  const { phase } = state;
  if (!isCurrent(state, event.from, migration))
    return [state, [unexpected(event), abort(state, event.from, migration, 'not any more')]];
  if (phase.at !== 'sending') return odd(state, event);
  return [
    { ...state, phase: { ...phase, at: 'switching' } },
    [{ do: 'timer', ms: null }, askSwitch(state, phase)],
  ];
}

function onHost(state: SourceState, event: Of<'host'>): Stepped {
  const { message } = event;
  switch (message.op) {
    case 'captured':
      return onCaptured(state, event, message);
    case 'ahead':
      return onAhead(state, message);
    case 'kept':
      return onKept(state, message.id);
    case 'holding':
      if (state.phase.at === 'keeping' && message.id === state.phase.id)
        return [{ ...state, phase: { ...state.phase, holding: whyAndWhere(message.why) } }, []];
      if (state.phase.at !== 'capturing' || message.id !== state.phase.migration) return [state, []];
      return [{ ...state, phase: { ...state.phase, holding: whyAndWhere(message.why) } }, []];
    case 'uncapturable':
      if (state.phase.at === 'keeping' && message.id === state.phase.id)
        return keepNot(state, whyAndWhere(message.why), { host: true });
      if (state.phase.at !== 'capturing' || message.id !== state.phase.migration) return [state, []];
      return giveUp(state, whyAndWhere(message.why), { host: true });
    default:
      return [
        state,
        [log('warn', `task ${state.spec.task}: host said '${message.op}' while ${state.phase.at}`)],
      ];
  }
}

function onKept(state: SourceState, id: number): Stepped {
  const { phase } = state;
  if (phase.at !== 'keeping' || id !== phase.id) return [state, []];
  const next: SourceState = { ...state, phase: phase.hold ? { at: 'held', id } : { at: 'running' } };
  return [next, [{ do: 'timer', ms: null }, checkpointed(state, null, phase.asked, { hold: phase.hold })]];
}

/** The task executes while its large buffers travel; each round has its time. */
function onAhead(state: SourceState, { id, bytes }: Extract<FromHost, { op: 'ahead' }>): Stepped {
  const { phase, spec } = state;
  if (phase.at !== 'capturing' || id !== phase.migration) return [state, []];
  const { to, migration } = phase;
  return [
    { ...state, phase: { ...phase, holding: null, aheadBytes: bytes } },
    [
      { do: 'timer', ms: restoreBoundMs(bytes) },
      { do: 'send', to, message: { op: 'ahead', migration, task: spec.task, bytes } },
      { do: 'passahead', to, migration },
    ],
  ];
}

function onCaptured(
  state: SourceState,
  event: Of<'host'>,
  message: Extract<FromHost, { op: 'captured' }>,
): Stepped {
  const { phase, spec } = state;
  const { id, head, captureMs, aheadBytes = 0 } = message;
  if (phase.at !== 'capturing' || id !== phase.migration) {
    // It was cancelled too late: the host is frozen for a move that is off.
    const frozenFor = phase.at === 'sending' || phase.at === 'switching' ? phase.migration : null;
    if (id === frozenFor || phase.at === 'ending') return [state, []];
    return [state, [{ do: 'dropsnapshot' }, { do: 'host', message: { op: 'resume', id } }]];
  }
  const move = taken(phase, head, { atMs: event.atMs, captureMs, cpuMs: event.cpuMs, aheadBytes });
  const next: SourceState = { ...state, phase: { at: 'sending', ...move } };
  if (head.task !== spec.task || head.program !== spec.program)
    return giveUp(next, 'its host sent the state of another task');
  return [
    next,
    [
      { do: 'send', to: phase.to, message: { op: 'snapshot', migration: id, task: spec.task, head } },
      { do: 'passsnapshot', to: phase.to, migration: id },
      { do: 'timer', ms: restoreBoundMs(move.stateBytes) },
    ],
  ];
}

/** Wins over everything: what never executes again cannot be moved. */
function onHostGone(state: SourceState, event: Of<'hostgone'>): Stepped {
  const { reason, cpuMs } = event;
  const effects = [...unprepare(state, `its host is gone: ${reason}`), gone(state, reason, cpuMs)];
  return [ended(state), [...effects, { do: 'endhost' }]];
}

/** Home has given it up by now, or will: nobody is left for whom it could act. */
function onSilent(state: SourceState, { node, silentMs }: Of<'silent'>): Stepped {
  const { spec, home, self } = state;
  if (node !== home || silentMs < spec.lostAfterMs) return [state, []];
  const reason = `node ${self} ended it: its home was silent since ${spec.lostAfterMs / 1000} s (--lost-after)`;
  return [
    ended(state),
    [
      ...unprepare(state, 'its home is silent'),
      log('warn', `task ${spec.task}: ${reason}`),
      gone(state, reason, 0),
      { do: 'endhost' },
    ],
  ];
}

/** Undo what was begun, if it may still be undone; the task goes on here. `told`: who said so himself and need not hear it. */
function giveUp(
  state: SourceState,
  reason: string,
  told: { target?: boolean; host?: boolean } = {},
): Stepped {
  const { phase } = state;
  if (phase.at === 'keeping') return keepNot(state, reason);
  if (phase.at !== 'preparing' && phase.at !== 'capturing' && phase.at !== 'sending') return [state, []];
  const effects: SourceEffect[] = [{ do: 'timer', ms: null }];
  const id = phase.migration;
  const isAhead = phase.at === 'capturing' && phase.aheadBytes !== null;
  if (phase.at === 'sending' || isAhead) effects.push({ do: 'dropsnapshot' });
  if (phase.at === 'sending') effects.push({ do: 'host', message: { op: 'resume', id } });
  if (phase.at === 'capturing' && !told.host) effects.push({ do: 'host', message: { op: 'cancel', id } });
  if (!told.target) effects.push(abort(state, phase.to, id, reason));
  effects.push(stayed(state, phase.to, reason));
  return [{ ...state, phase: { at: 'running' } }, effects];
}

/** Home did not switch and has told its deputy so. */
function thaw(state: SourceState, { migration, to }: Moving, reason: string): Stepped {
  const resume: SourceEffect = { do: 'host', message: { op: 'resume', id: migration } };
  return [
    { ...state, phase: { at: 'running' } },
    [{ do: 'dropsnapshot' }, resume, abort(state, to, migration, reason)],
  ];
}

/** Frozen for a move it cannot do anything: home says it again when it knows where the task goes on. */
function stopOrContinue(state: SourceState, stop: boolean): Stepped {
  const { at } = state.phase;
  if (stop === state.stopped) return [state, []];
  if (!stop) return [{ ...state, stopped: false }, []];
  if (at === 'sending' || at === 'switching' || at === 'ending') return [state, []];
  const [next, effects] = giveUp(state, 'it was stopped');
  return [{ ...next, stopped: true }, effects];
}

const ended = (state: SourceState): SourceState => ({ ...state, phase: { at: 'ended' } });
const targetOf = ({ phase }: SourceState): number | null => ('to' in phase ? phase.to : null);
const isCurrent = ({ phase }: SourceState, from: number, migration: number): boolean =>
  'migration' in phase && phase.migration === migration && phase.to === from;
const odd = (state: SourceState, event: Of<'peer'>): Stepped => [state, [unexpected(event)]];
