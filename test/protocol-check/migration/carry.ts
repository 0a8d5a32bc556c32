/** Around the real machines: what an agent does with their effects, as agent/migration, agent/guests and agent/transport do. */
import type {
  HomeEffect,
  HomeEvent,
  PeerEvent,
  SourceEffect,
  SourceEvent,
  TargetEffect,
  TargetEvent,
} from '../../../agent/migration/machine/events.ts';
import { stepHome } from '../../../agent/migration/machine/home.ts';
import { accepts } from '../../../agent/migration/machine/home-state.ts';
import { type Address, addressesOf } from '../../../agent/migration/machine/route.ts';
import { stepSource } from '../../../agent/migration/machine/source.ts';
import { newSource } from '../../../agent/migration/machine/source-state.ts';
import { stray, strayRecord } from '../../../agent/migration/machine/stray.ts';
import { newTarget, stepTarget } from '../../../agent/migration/machine/target.ts';
import type { ToHost } from '../../../protocol/host.ts';
import type { PeerMessage } from '../../../protocol/peer.ts';
import { checkAttach, checkCall, checkLoss } from './invariants.ts';
import { captured, isFrozenNoMore, lostToDeputy, stateBegins, stateEnds } from './states.ts';
import { send } from './wires.ts';
import {
  BEGINNING,
  HOME,
  type Host,
  type Item,
  linkOf,
  type Progress,
  type Source,
  SPEC,
  sourcesOf,
  TASK,
  type Target,
  type TaskRecord,
  targetsOf,
  type World,
  wayOf,
} from './world.ts';

export const newHost = ({ calls, isWaiting }: Progress, inc: number, isExecuting: boolean): Host => ({
  calls,
  isWaiting,
  isAlive: true,
  isExecuting,
  inc,
  isNew: true,
  capturing: null,
  frozenFor: null,
  late: null,
  kept: null,
});

/** Something came to a node: from another one, or from itself. */
export function receive(world: World, at: number, from: number, item: Item): void {
  if ('linkdown' in item) tellAll(world, at, { on: 'linkdown', atMs: 0, node: item.linkdown });
  else if ('record' in item) receiveRecord(world, at, from, item.record);
  else if ('message' in item) receiveMessage(world, at, from, item.message);
}

function receiveMessage(world: World, at: number, from: number, message: PeerMessage): void {
  const node = world.nodes[at]!;
  if (message.op === 'run') {
    node.starting.push({ inc: message.inc, from: BEGINNING });
    return;
  }
  if (message.op === 'runfrom') {
    node.starting.push({ inc: message.inc, from: null });
    send(world, at, from, { message: { op: 'needstate', task: TASK, inc: message.inc } });
    return;
  }
  if (message.op === 'needstate') {
    const { home, deputy } = world;
    if (home?.node !== from || home.inc !== message.inc || !world.links[linkOf(at, from)]) return;
    world.ways[wayOf(at, from)]!.bulk.push({ inc: message.inc, progress: deputy.from });
    return;
  }
  if (message.op === 'checkpointed' && world.home !== null) {
    captured(world, from, message);
    return;
  }
  if (message.op === 'prepare') {
    prepare(world, at, from, message);
    return;
  }
  const event = { on: 'peer', atMs: 0, from, message, clockOffsetMs: 0 } as const;
  if (message.op === 'kill') node.starting = node.starting.filter(({ inc }) => inc > message.upTo);
  if (addressesOf(message).some((address) => takes(world, at, address, event))) return;
  for (const effect of stray(at, from, message))
    if (effect.do === 'send') send(world, at, effect.to, { message: effect.message });
}

function prepare(
  world: World,
  at: number,
  from: number,
  message: Extract<PeerMessage, { op: 'prepare' }>,
): void {
  const [state, effects] = newTarget(at, from, message, null);
  const nothing = { host: null, hasTimer: false, isPreparing: false, isWanted: false, came: null };
  const target: Target = { role: 'target', state, ...nothing };
  world.nodes[at]!.guests.push(target);
  carryOutTarget(world, at, target, effects);
}

/** Whether there is such a machine. */
function takes(world: World, at: number, address: Address, event: PeerEvent): boolean {
  const node = world.nodes[at]!;
  if (address.role === 'home') {
    const isHere = at === HOME && world.home !== null;
    if (isHere) homeEvent(world, event);
    return isHere;
  }
  if (address.role === 'target') {
    const target = targetsOf(node).find(({ state }) => state.migration === address.migration);
    if (target) targetEvent(world, at, target, event);
    return target !== undefined;
  }
  if (address.role === 'source') {
    const highest = Math.max(0, ...sourcesOf(node).map(({ state }) => state.inc));
    const source = sourcesOf(node).find(({ state }) => state.inc === (address.inc ?? highest));
    if (source) sourceEvent(world, at, source, event);
    return source !== undefined;
  }
  for (const source of sourcesOf(node)) sourceEvent(world, at, source, event);
  for (const target of targetsOf(node)) targetEvent(world, at, target, event);
  return true;
}

function receiveRecord(world: World, at: number, from: number, record: TaskRecord): void {
  if (record.k === 'answer') {
    const source = sourcesOf(world.nodes[at]!).find(({ state }) => state.inc === record.inc);
    if (source) answered(source.host, record.call);
    return;
  }
  const { home, deputy } = world;
  if (home !== null && accepts(home, from, record.inc)) {
    checkCall(world, record);
    deputy.inc = record.inc;
    if (record.k === 'checkpoint') stateBegins(world, record);
    else if (record.k === 'state') stateEnds(world);
    else if (record.k === 'attach') {
      checkAttach(world, record);
      deputy.reached = record.calls;
    } else {
      deputy.calls = Math.max(deputy.calls, record.call);
      deputy.reached = Math.max(deputy.reached, record.call);
      send(world, at, from, { record: { k: 'answer', inc: record.inc, call: record.call } });
    }
    return;
  }
  if (home !== null && record.inc === home.inc) return;
  for (const effect of strayRecord(at, from, TASK, record.inc))
    if (effect.do === 'send') send(world, at, effect.to, { message: effect.message });
}

function answered(host: Host, call: number): void {
  if (!host.isAlive) return;
  if (!host.isExecuting) {
    host.late = call;
    return;
  }
  if (!host.isWaiting || call !== host.calls + 1) return;
  host.calls = call;
  host.isWaiting = false;
}

type NodeEvent = HomeEvent & SourceEvent & TargetEvent;

/** Every machine of a node hears of its links. */
export function tellAll(world: World, at: number, event: NodeEvent): void {
  if (at === HOME && world.home !== null) {
    if (event.on === 'linkdown' && world.capturing?.node === event.node) isBusy(world);
    homeEvent(world, event);
  }
  const node = world.nodes[at]!;
  if (event.on === 'nodedead' && event.node === HOME) node.starting = [];
  if (event.on === 'linkdown' && event.node === HOME) refuseStates(world, at);
  for (const source of sourcesOf(node)) sourceEvent(world, at, source, event);
  for (const target of targetsOf(node)) targetEvent(world, at, target, event);
}

function isBusy(world: World): void {
  const { node, inc } = world.capturing!;
  captured(world, node, { op: 'checkpointed', task: TASK, inc, refusal: 'the link broke', busy: true });
}

/** What waits for a state of home's waits no more. */
function refuseStates(world: World, at: number): void {
  const node = world.nodes[at]!;
  const waiting = node.starting.filter(({ from }) => from === null);
  node.starting = node.starting.filter(({ from }) => from !== null);
  for (const { inc } of waiting)
    send(world, at, HOME, { message: { op: 'runrefused', task: TASK, inc, reason: '' } });
}

export function homeEvent(world: World, event: HomeEvent): void {
  const before = world.home!;
  const [state, effects] = stepHome(before, event);
  world.home = state;
  carryOutHome(world, effects, before.node);
}

export function carryOutHome(world: World, effects: readonly HomeEffect[], executed: number): void {
  for (const effect of effects) {
    if (effect.do === 'send') send(world, HOME, effect.to, { message: effect.message });
    else if (effect.do === 'timer') world.homeHasTimer = effect.ms !== null;
    else if (effect.do === 'start') start(world, effect.node, effect.inc);
    else if (effect.do === 'life' && effect.event.event === 'start') world.deputy.frozen = null;
    else if (effect.do === 'life' && effect.event.event === 'lost') {
      checkLoss(world, executed, effect.event.reason);
      lostToDeputy(world);
    } else if (effect.do === 'unfreeze') {
      world.wanted = [];
      if (effect.goOn) world.deputy.goesOn = true;
      else isFrozenNoMore(world);
    } else if (effect.do === 'forget') {
      Object.assign(world, { home: null, homeHasTimer: false, capturing: null, freezing: null, wanted: [] });
      // With its task its deputy ends.
      Object.assign(world.deputy, { asking: null, frozen: null, tells: false, goesOn: false, isTold: false });
    }
  }
}

function start(world: World, node: number, inc: number): void {
  const { from } = world.deputy;
  const isFresh = from.calls === 0 && !from.isWaiting;
  if (node === HOME) world.nodes[HOME]!.starting.push({ inc, from });
  else if (isFresh) send(world, HOME, node, { message: { op: 'run', spec: SPEC, inc } });
  else send(world, HOME, node, { message: { op: 'runfrom', spec: SPEC, inc, head: {} as never } });
}

export function sourceEvent(world: World, at: number, source: Source, event: SourceEvent): void {
  const node = world.nodes[at]!;
  const [state, effects] = stepSource(source.state, event);
  source.state = state;
  const { host } = source;
  for (const effect of effects as readonly SourceEffect[]) {
    if (effect.do === 'send') send(world, at, effect.to, { message: effect.message });
    else if (effect.do === 'timer') source.hasTimer = effect.ms !== null;
    else if (effect.do === 'passsnapshot') pass(world, at, effect.to, effect.migration, host);
    else if (effect.do === 'killhost') {
      host.isAlive = false;
      host.isExecuting = false;
    } else if (effect.do === 'endhost') node.guests.splice(node.guests.indexOf(source), 1);
    else if (effect.do === 'host') tellHost(host, effect.message);
  }
}

/** A host that waits after a capture goes on when that is cancelled, too. */
function tellHost(host: Host, message: ToHost): void {
  if (!host.isAlive) return;
  if (message.op === 'capture') {
    const { id, checkpoint = false, hold = false, asked } = message;
    host.capturing = { id, keeps: checkpoint, holds: hold, asked };
  } else if (message.op === 'cancel' && host.capturing?.id === message.id) host.capturing = null;
  else if ((message.op === 'resume' || message.op === 'cancel') && host.frozenFor === message.id) {
    host.frozenFor = null;
    host.isExecuting = true;
    const { late } = host;
    host.late = null;
    if (late !== null) answered(host, late);
  }
}

/** The bulk channel: not in order with the control channel. */
function pass(world: World, from: number, to: number, migration: number, host: Host): void {
  if (!world.links[linkOf(from, to)]) return;
  const { calls, isWaiting } = host;
  world.ways[wayOf(from, to)]!.bulk.push({ migration, progress: { calls, isWaiting } });
}

export function targetEvent(world: World, at: number, target: Target, event: TargetEvent): void {
  const [state, effects] = stepTarget(target.state, event);
  target.state = state;
  carryOutTarget(world, at, target, effects);
}

function carryOutTarget(world: World, at: number, target: Target, effects: readonly TargetEffect[]): void {
  const { guests } = world.nodes[at]!;
  for (const effect of effects) {
    if (effect.do === 'send') send(world, at, effect.to, { message: effect.message });
    else if (effect.do === 'timer') target.hasTimer = effect.ms !== null;
    else if (effect.do === 'preparehost') target.isPreparing = true;
    else if (effect.do === 'host') target.isWanted = true;
    else if (effect.do === 'activate') {
      target.host!.isExecuting = true;
      target.host!.inc = effect.inc;
    } else if (effect.do === 'adopt') {
      const { spec, inc, home, nmigs } = effect;
      const source: Source = {
        role: 'source',
        state: newSource({ spec, self: at, home, inc, nmigs }),
        host: target.host!,
        hasTimer: false,
      };
      guests.splice(guests.indexOf(target), 1, source);
    } else if (effect.do === 'endhost' && guests.includes(target)) guests.splice(guests.indexOf(target), 1);
  }
}
