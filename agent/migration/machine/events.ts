import type { FromHost, ToHost } from '../../../protocol/host.ts';
import type { PeerMessage } from '../../../protocol/peer.ts';
import type { TaskLifeEvent, TaskSpec } from '../../../protocol/task.ts';

/**
 * What the three machines of a migration (source, target, home; see docs/design/migration.md) are told and what they
 * ask for. The driver keeps one `SourceState` per guest that executes here, one `TargetState` per guest that is being
 * made here, one `HomeState` per task whose home is here, and for each event calls the `step…` function, stores the
 * state and carries the effects out in order.
 *
 * What the driver promises
 * - A message goes to the machine that `addressesOf` (route.ts) names; where there is none, `stray` is the answer.
 * - A record reaches the deputy if `accepts` says so; if not and it is of another incarnation, `strayRecord` is the answer.
 * - Messages for this node itself are delivered as events of the same agent, in the order in which they were sent.
 * - A message to a node without a link is dropped, and answered by a `linkdown` event of that node.
 * - Every machine hears of every `linkdown`, `linkup`, `silent` and `nodedead`.
 * - A machine has at most one timer: `timer` replaces or (null) cancels it.
 */

/** A message of a peer or of this node itself. `clockOffsetMs`: this node's clock minus the sender's. */
export interface PeerEvent {
  on: 'peer';
  atMs: number;
  from: number;
  message: PeerMessage;
  clockOffsetMs: number;
}

/** Every link event carries the peer; the machine knows whether it cares. */
type NodeEvent =
  | { on: 'linkdown'; atMs: number; node: number }
  | { on: 'linkup'; atMs: number; node: number }
  /** Proof that its agent is gone, or silent for longer than any task there asks for: it will never act again. */
  | { on: 'nodedead'; atMs: number; node: number; why: string }
  /** Nothing has come from it for so long; said once a beat. Suspected is not dead: each task has its own patience. */
  | { on: 'silent'; atMs: number; node: number; name: string; silentMs: number };

/** A message of the guest's host process. `cpuMs`: CPU time of this host process so far. */
interface HostEvent {
  on: 'host';
  atMs: number;
  message: FromHost;
  cpuMs: number;
}

/** The host process has ended, by itself, killed or out of memory. */
interface HostGoneEvent {
  on: 'hostgone';
  atMs: number;
  reason: string;
  cpuMs: number;
}

interface TimerEvent {
  on: 'timer';
  atMs: number;
}

/** Peer: `move ready restored refused switched noswitch activate stop continue kill`. Host: `ahead captured holding uncapturable`. */
export type SourceEvent =
  | PeerEvent
  | NodeEvent
  | HostEvent
  | HostGoneEvent
  | TimerEvent
  /** The owner of this node needs it, or does not any more. */
  | { on: 'pause'; atMs: number; paused: boolean };

export type TargetEvent =
  /** Peer: `ahead snapshot abort activate kill`. Host: `restored refused`. */
  | PeerEvent
  | NodeEvent
  | HostEvent
  | HostGoneEvent
  | TimerEvent
  /** `preparehost` is done: program here, host warm, `prepared` received. */
  | { on: 'hostprepared'; atMs: number }
  /** The first record of the activated host (its `attach`) is about to be forwarded. */
  | { on: 'attached'; atMs: number };

export type HomeEvent =
  /** Peer: `running runrefused switch activated stayed usage gone`. Those about states (`checkpointed needstate`) are the driver's. */
  | PeerEvent
  | NodeEvent
  | TimerEvent
  /** The balancer, the user or `--migrate-every` wants the task on node `to`. */
  | { on: 'decide'; atMs: number; to: number; reason: string }
  /** Whether the deputy is stopped, as the system says at each beat. */
  | { on: 'deputy'; atMs: number; stopped: boolean }
  /** The deputy of a lost or frozen task has what it takes to go on: on one of these nodes, in this order; home is tried last. `stateBytes`: what has to travel. */
  | { on: 'again'; atMs: number; nodes: readonly number[]; stateBytes?: number }
  /** It is held where it executes, and its deputy has its state: it goes on where its node has begun anew, and elsewhere after so long. */
  | { on: 'frozen'; atMs: number; withinMs: number }
  /** It goes on where it is held. */
  | { on: 'thaw'; atMs: number }
  /** The deputy says that the task is over: exit, signal, or the deputy itself is gone. */
  | { on: 'end'; atMs: number; code: number | null; signal: string | null };

/** Effects common to all. */
export type CommonEffect =
  | { do: 'send'; to: number; message: PeerMessage }
  | { do: 'timer'; ms: number | null }
  | { do: 'log'; level: 'debug' | 'info' | 'warn'; message: string };

/** Effects on the guest's host process. */
export type HostEffect =
  /** `capture` also puts a byte on the poke descriptor. After `restore` the driver feeds the host the BULK snapshot chunks of this migration, also those that came before it. */
  | { do: 'host'; message: ToHost }
  /** Kill the host process; `hostgone` follows. */
  | { do: 'killhost' }
  /** Kill the host process if it still lives, and drop the guest; this machine gets no more events. */
  | { do: 'endhost' };

export type SourceEffect =
  | CommonEffect
  | HostEffect
  /** The host process and all its threads stop (SIGSTOP) or go on (SIGCONT). */
  | { do: 'stophost' }
  | { do: 'continuehost' }
  /** A round of what travels ahead begins: its pieces go to node `to` as this migration's, each asked for when there is room (`more`). */
  | { do: 'passahead'; to: number; migration: number }
  /** From now on each BULK snapshot chunk of the host goes to node `to` as this migration's. */
  | { do: 'passsnapshot'; to: number; migration: number }
  /** From now on snapshot chunks of the host, and what travels ahead, are thrown away (they belong to a capture that was undone). */
  | { do: 'dropsnapshot' };

export type TargetEffect =
  | CommonEffect
  | HostEffect
  /** Fetch the program from `from` if it is not here and warm a host with it; then `hostprepared`, or `hostgone` with the reason. */
  | { do: 'preparehost'; from: number; spec: TaskSpec }
  /** Tell the host `activate`; the driver adds this node and the clock offset to home. */
  | { do: 'activate'; inc: number; home: number }
  /** The guest executes here: from now on it has the source machine `newSource(…)` and no target machine. */
  | { do: 'adopt'; spec: TaskSpec; inc: number; home: number; nmigs: number };

export type HomeEffect =
  | CommonEffect
  /** Start the task there as this incarnation: `run` to a peer, or a host of our own; answered by `running` or `runrefused` (also from this node). */
  | { do: 'start'; node: number; inc: number }
  /** Tell the deputy. */
  | { do: 'life'; event: TaskLifeEvent }
  /** A frozen task goes on: from the state that its deputy has (then `again` follows), or where it is, and that state counts no more. */
  | { do: 'unfreeze'; goOn: boolean }
  /** The task is over and accounted for: answer the deputy's `end`, forget the task. */
  | { do: 'forget' };

export type Step<State, Effect> = [State, Effect[]];
