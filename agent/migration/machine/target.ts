import type { FromHost } from '../../../protocol/host.ts';
import type { PeerMessage } from '../../../protocol/peer.ts';
import { stateBytesOf } from '../../../protocol/snapshot.ts';
import type { TaskSpec } from '../../../protocol/task.ts';
import { SNAPSHOT_VERSION } from '../../../protocol/version.ts';
import { restoreBoundMs, TARGET_BOUND_MS } from './bounds.ts';
import type { Step, TargetEffect, TargetEvent } from './events.ts';
import { homeOf } from './ids.ts';
import { log, unexpected } from './unexpected.ts';

/** A guest in the making on this node. The driver finds it by task and migration, which together are unique. */
export interface TargetState {
  readonly spec: TaskSpec;
  readonly self: number;
  readonly from: number;
  readonly home: number;
  readonly migration: number;
  readonly nmigs: number;
  readonly phase:
    | { readonly at: 'preparing' }
    | { readonly at: 'ready' }
    | { readonly at: 'restoring' }
    /** It could go on; home says whether. */
    | { readonly at: 'restored' }
    /** Told to go on; home learns it by `activated`, before the first record. */
    | { readonly at: 'activating'; readonly inc: number }
    | { readonly at: 'ended' };
}

type Stepped = Step<TargetState, TargetEffect>;
type Of<On extends TargetEvent['on']> = Extract<TargetEvent, { on: On }>;
type Message<Op extends PeerMessage['op']> = Extract<PeerMessage, { op: Op }>;

/** `refusal`: why this node admits nobody just now, in words; null where it does. */
export function newTarget(
  self: number,
  from: number,
  message: Message<'prepare'>,
  refusal: string | null,
): Stepped {
  const { spec, home, migration, nmigs } = message;
  const state: TargetState = { spec, self, from, home, migration, nmigs, phase: { at: 'preparing' } };
  const reason = home === homeOf(spec.task) ? refusal : `task ${spec.task} cannot be at home on node ${home}`;
  if (reason !== null) return refuse(state, reason);
  return [state, [timer(TARGET_BOUND_MS), { do: 'preparehost', from, spec }]];
}

/**
 * The node to which the task is to move. Before `activate` it may drop the guest at any time: the source still has it.
 * From then on home alone decides.
 */
export function stepTarget(state: TargetState, event: TargetEvent): Stepped {
  const { phase, from } = state;
  switch (event.on) {
    case 'peer':
      return onPeer(state, event);
    case 'host':
      return onHost(state, event.message);
    case 'hostprepared':
      if (phase.at !== 'preparing') return [state, []];
      return [
        to(state, 'ready'),
        [
          timer(TARGET_BOUND_MS),
          send(from, { op: 'ready', migration: state.migration, task: state.spec.task }),
        ],
      ];
    case 'attached':
      return phase.at === 'activating' ? adopt(state, phase.inc) : [state, []];
    case 'hostgone':
      if (phase.at === 'ended') return [state, []];
      if (phase.at === 'activating') return gone(state, phase.inc, event.reason, event.cpuMs);
      return refuse(state, event.reason);
    case 'linkdown':
    case 'nodedead':
      return onNode(state, event);
    case 'silent':
      return event.node === state.home && event.silentMs >= state.spec.lostAfterMs && phase.at !== 'ended'
        ? drop(state)
        : [state, []];
    case 'linkup':
      return [state, []];
    case 'timer':
      if (phase.at === 'ended') return [state, []];
      if (phase.at === 'activating') return gone(state, phase.inc, 'it did not start again', 0);
      return refuse(state, `nothing came from node ${from}`);
  }
}

function onPeer(state: TargetState, event: Of<'peer'>): Stepped {
  const { message, from } = event;
  const { phase } = state;
  const ofSource = from === state.from && 'migration' in message && message.migration === state.migration;
  switch (message.op) {
    case 'ahead':
      return ofSource && phase.at === 'ready'
        ? [state, [timer(TARGET_BOUND_MS + restoreBoundMs(message.bytes))]]
        : [state, [unexpected(event)]];
    case 'snapshot':
      return ofSource && phase.at === 'ready' ? onSnapshot(state, message) : [state, [unexpected(event)]];
    case 'abort':
      // Once activated the guest is home's: a source that aborts now has got home's `noswitch`, and so will we hear from home.
      if (!ofSource || phase.at === 'activating' || phase.at === 'ended') return [state, [unexpected(event)]];
      return drop(state);
    case 'activate':
      if (from !== state.home || message.migration !== state.migration) return [state, [unexpected(event)]];
      return onActivate(state, message.inc);
    case 'kill':
      // Home knows of this guest since `activate`; before it the source aborts.
      if (from !== state.home || phase.at !== 'activating' || message.upTo < phase.inc)
        return [state, [unexpected(event)]];
      return drop(state);
    default:
      return [state, [unexpected(event)]];
  }
}

function onSnapshot(state: TargetState, { head }: Message<'snapshot'>): Stepped {
  const { spec } = state;
  if (head.version !== SNAPSHOT_VERSION)
    return refuse(state, `its state has format ${head.version}, this node knows ${SNAPSHOT_VERSION}`);
  if (head.task !== spec.task || head.program !== spec.program)
    return refuse(state, 'the state is of another task');
  // The source's bound is the same but starts earlier; ours only clears up after it.
  const boundMs = TARGET_BOUND_MS + restoreBoundMs(stateBytesOf(head));
  return [to(state, 'restoring'), [timer(boundMs), { do: 'host', message: { op: 'restore', head } }]];
}

function onActivate(state: TargetState, inc: number): Stepped {
  const { phase, home } = state;
  if (phase.at === 'restored') {
    return [
      { ...state, phase: { at: 'activating', inc } },
      [timer(TARGET_BOUND_MS), { do: 'activate', inc, home }],
    ];
  }
  if (phase.at === 'activating') return [state, []];
  return gone(state, inc, `it was not restored (${phase.at})`, 0);
}

function onHost(state: TargetState, message: FromHost): Stepped {
  const { phase, from, migration, spec } = state;
  if (message.op === 'restored' && phase.at === 'restoring') {
    const restored: PeerMessage = {
      op: 'restored',
      migration,
      task: spec.task,
      restoreMs: message.restoreMs,
    };
    return [to(state, 'restored'), [timer(TARGET_BOUND_MS), send(from, restored)]];
  }
  if (message.op === 'refused' && phase.at === 'restoring') return refuse(state, message.reason);
  return [state, [log('warn', `task ${spec.task}: host said '${message.op}' while ${phase.at}`)]];
}

function onNode(state: TargetState, { node, on }: Of<'linkdown' | 'nodedead'>): Stepped {
  const { at } = state.phase;
  if (at === 'ended' || (node !== state.from && node !== state.home)) return [state, []];
  // Home gives a move up when its link breaks before `activated`; what it gives up must not execute.
  if (node === state.home && at !== 'restored')
    return at === 'activating' ? drop(state) : refuse(state, `no link to its home, node ${node}`);
  if (node === state.home && on === 'nodedead') return drop(state);
  // The source may have asked home to switch before its link to us broke: what is restored waits for home's word.
  return at === 'restored' || at === 'activating' ? [state, []] : drop(state);
}

function adopt(state: TargetState, inc: number): Stepped {
  const { spec, home, nmigs } = state;
  const activated: PeerMessage = { op: 'activated', task: spec.task, inc };
  return [to(state, 'ended'), [timer(null), send(home, activated), { do: 'adopt', spec, inc, home, nmigs }]];
}

function gone(state: TargetState, inc: number, reason: string, cpuMs: number): Stepped {
  const message: PeerMessage = { op: 'gone', task: state.spec.task, inc, reason, cpuMs };
  const [next, effects] = drop(state);
  return [next, [send(state.home, message), ...effects]];
}

function refuse(state: TargetState, reason: string): Stepped {
  const message: PeerMessage = { op: 'refused', migration: state.migration, task: state.spec.task, reason };
  const [next, effects] = drop(state);
  return [next, [send(state.from, message), ...effects]];
}

const drop = (state: TargetState): Stepped => [to(state, 'ended'), [timer(null), { do: 'endhost' }]];
const to = (state: TargetState, at: Exclude<TargetState['phase']['at'], 'activating'>): TargetState => ({
  ...state,
  phase: { at },
});
const timer = (ms: number | null): TargetEffect => ({ do: 'timer', ms });
const send = (node: number, message: PeerMessage): TargetEffect => ({ do: 'send', to: node, message });
