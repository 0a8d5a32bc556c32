import type { PeerMessage } from '../../../protocol/peer.ts';
import { ACTIVATE_BOUND_MS, GONE_BOUND_MS, START_BOUND_MS } from './bounds.ts';
import type { HomeEffect, HomeEvent, Step } from './events.ts';
import { alike, finish, kill, lost, send, stayed } from './home-effects.ts';
import { frozen, goOnElsewhere, heldNoMore, thaw } from './home-frozen.ts';
import { afterLinkUp, onLinkDown, onNodeGone, onSilent } from './home-nodes.ts';
import { startAgain, startElsewhere, started } from './home-start.ts';
import type { HomeState } from './home-state.ts';
import { beginTrial, commit, revert, withoutSource } from './home-trial.ts';
import { unexpected } from './unexpected.ts';

type Stepped = Step<HomeState, HomeEffect>;
type Of<On extends HomeEvent['on']> = Extract<HomeEvent, { on: On }>;
type Message<Op extends PeerMessage['op']> = Extract<PeerMessage, { op: Op }>;

/** The home of a task: the one authority on where it executes, from its start to its end. */
export function stepHome(state: HomeState, event: HomeEvent): Stepped {
  if (state.phase.at === 'over') return [state, []];
  switch (event.on) {
    case 'peer':
      return onPeer(state, event);
    case 'decide':
      return onDecide(state, event);
    case 'end':
      return onEnd(state, event);
    case 'again':
      return startAgain(state, event.nodes, event.stateBytes);
    case 'frozen':
      return frozen(state, event);
    case 'thaw':
      return thaw(state);
    case 'linkdown':
      return onLinkDown(state, event);
    case 'linkup':
      return afterLinkUp(state, event.node);
    case 'nodedead':
      return onNodeGone(state, event.node, `node ${event.node} is gone: ${event.why}`, event.atMs);
    case 'silent':
      return onSilent(state, event);
    case 'deputy':
      return onDeputy(state, event.stopped);
    case 'timer':
      return onTimer(state, event.atMs);
  }
}

function onPeer(state: HomeState, event: Of<'peer'>): Stepped {
  const { message, from, atMs } = event;
  const { phase } = state;
  switch (message.op) {
    case 'running':
    case 'runrefused':
      if (phase.at !== 'starting' || from !== state.node || message.inc !== state.inc)
        return [state, [unexpected(event)]];
      return message.op === 'running' ? started(state, atMs) : startElsewhere(state, message.reason, atMs);
    case 'switch':
      return onSwitch(state, event, message);
    case 'activated':
      if (phase.at === 'trial' && from === phase.to && message.inc === phase.inc)
        return commit(state, phase, atMs);
      // An incarnation that was given up: it must not go on.
      return [
        state,
        [unexpected(event), ...(message.inc === state.inc ? [] : [kill(state, from, message.inc)])],
      ];
    case 'stayed':
      if (phase.at !== 'running' || from !== state.node || message.to !== phase.movingTo)
        return [state, [unexpected(event)]];
      return [
        { ...state, phase: { ...phase, movingTo: null } },
        [stayed(state, message.to, message.reason, atMs)],
      ];
    case 'usage': {
      const executes = from === state.node || (phase.at === 'trial' && from === phase.to);
      // Something given up executes there still; whatever of the task comes there later has a higher number.
      if (!executes || phase.at === 'lost') return [state, [kill(state, from, state.lastInc)]];
      if (from !== state.node) return [state, []];
      const isAlike = phase.at !== 'running' || (message.stopped ?? false) === state.stopped;
      return [{ ...state, usageMs: message.cpuMs }, isAlike ? [] : [alike(state)]];
    }
    case 'gone':
      return onGone(state, event, message);
    default:
      return [state, [unexpected(event)]];
  }
}

function onDecide(state: HomeState, { to, reason, atMs }: Of<'decide'>): Stepped {
  const { phase, task, node } = state;
  const refuse = (why: string): Stepped => [state, [stayed(state, to, why, atMs)]];
  if (phase.at === 'starting') return refuse('it has not started yet');
  if (phase.at === 'trial' || (phase.at === 'running' && phase.movingTo !== null))
    return refuse('another move is under way');
  if (phase.at === 'frozen') return refuse('it is frozen while its node begins anew');
  if (phase.at !== 'running') return refuse('it is over');
  if (to === node) return refuse('it executes there already');
  if (state.stopped) return refuse('it is stopped');
  return [{ ...state, phase: { ...phase, movingTo: to } }, [send(node, { op: 'move', task, to, reason })]];
}

function onSwitch(state: HomeState, event: Of<'peer'>, message: Message<'switch'>): Stepped {
  const { phase, answered, task, node, inc } = state;
  const { migration } = message;
  const { from } = event;
  if (phase.at === 'lost' || phase.at === 'ending') return [state, [kill(state, from, message.inc)]];
  if (answered?.migration === migration) {
    const { noswitch } = answered;
    return [
      state,
      [
        send(
          from,
          noswitch === null
            ? { op: 'switched', migration, task, inc }
            : { op: 'noswitch', migration, task, reason: noswitch },
        ),
      ],
    ];
  }
  // Asked again while the target is being asked: the answer comes by itself.
  if (phase.at === 'trial' && phase.migration === migration) return [state, []];
  if (phase.at === 'running' && from === node && message.inc === inc)
    return beginTrial(state, message, event);
  // A past incarnation: `switched` ends it, and it alone, whatever else of the task is on that node.
  const answer: HomeEffect[] =
    message.inc < inc ? [send(from, { op: 'switched', migration, task, inc })] : [];
  return [state, [unexpected(event), ...answer]];
}

function onGone(state: HomeState, event: Of<'peer'>, message: Message<'gone'>): Stepped {
  const { phase, node, inc } = state;
  const { from, atMs } = event;
  if (phase.at === 'trial' && from === phase.to && message.inc === phase.inc)
    return revert(state, phase, message.reason, atMs);
  if (from !== node || message.inc !== inc) return [state, []];
  const usageMs = Math.max(state.usageMs, message.cpuMs);
  if (phase.at === 'trial') return withoutSource(state, phase, message.reason);
  if (phase.at === 'starting') return startElsewhere(state, message.reason, atMs);
  if (phase.at === 'ending') return finish({ ...state, usageMs }, phase, atMs);
  if (phase.at === 'frozen') return heldNoMore({ ...state, usageMs }, phase);
  return phase.at === 'running' ? lost({ ...state, usageMs }, message.reason, atMs) : [state, []];
}

/** Wins over everything. */
function onEnd(state: HomeState, { code, signal, atMs }: Of<'end'>): Stepped {
  const { phase, node, inc } = state;
  if (phase.at === 'ending') return [state, []];
  if (phase.at === 'lost') return finish(state, { code, signal }, atMs);
  const target = phase.at === 'trial' ? [kill(state, phase.to, phase.inc)] : [];
  return [
    { ...state, phase: { at: 'ending', code, signal } },
    [{ do: 'timer', ms: GONE_BOUND_MS }, kill(state, node, inc), ...target],
  ];
}

function onDeputy(state: HomeState, stopped: boolean): Stepped {
  if (stopped === state.stopped) return [state, []];
  const next = { ...state, stopped };
  return [next, state.phase.at === 'running' ? [alike(next)] : []];
}

function onTimer(state: HomeState, atMs: number): Stepped {
  const { phase, node } = state;
  if (phase.at === 'starting')
    return startElsewhere(state, `node ${node} did not start it within ${START_BOUND_MS / 1000} s`, atMs);
  if (phase.at === 'trial')
    return revert(state, phase, `node ${phase.to} did not go on within ${ACTIVATE_BOUND_MS / 1000} s`, atMs);
  if (phase.at === 'frozen') return goOnElsewhere(state, phase);
  return phase.at === 'ending' ? finish(state, phase, atMs) : [state, []];
}
