/** Around the real machines: what an agent does with their effects, as agent/migration and agent/transport do. */
import type {
  HomeEffect,
  HomeEvent,
  PeerEvent,
  SourceEffect,
  SourceEvent,
  TargetEffect,
  TargetEvent,
} from '../../agent/migration/machine/events.ts';
import { stepHome } from '../../agent/migration/machine/home.ts';
import { accepts } from '../../agent/migration/machine/home-state.ts';
import { type Address, addressesOf } from '../../agent/migration/machine/route.ts';
import { stepSource } from '../../agent/migration/machine/source.ts';
import { newSource } from '../../agent/migration/machine/source-state.ts';
import { stray, strayRecord } from '../../agent/migration/machine/stray.ts';
import { newTarget, stepTarget } from '../../agent/migration/machine/target.ts';
import type { PeerMessage } from '../../protocol/peer.ts';
import { checkCall, checkLoss } from './invariants.ts';
import {
  HOME,
  type Host,
  type Item,
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

/** As agent/transport/session.ts keeps them over connections. */
const LASTING: ReadonlySet<string> = new Set(['stop', 'continue', 'kill', 'gone', 'stayed', 'pins']);
export const isLasting = (item: Item): boolean =>
  'record' in item || ('message' in item && LASTING.has(item.message.op));

export const newHost = (progress: Progress, inc: number, isExecuting: boolean): Host => ({
  calls: progress.calls,
  isWaiting: progress.isWaiting,
  isAlive: true,
  isExecuting,
  inc,
  isNew: true,
  capturing: null,
  frozenFor: null,
  late: null,
});

export function send(world: World, from: number, to: number, item: Item): void {
  if (from === to) {
    world.nodes[from]!.own.push(item);
    return;
  }
  const way = world.ways[wayOf(from, to)]!;
  const isUp = world.links[from < to ? `${from}-${to}` : `${to}-${from}`]!;
  if (isLasting(item) || (way.isBelieved && isUp)) way.control.push(item);
  // Who believes in a link that is none learns nothing yet.
  else if (!way.isBelieved) world.nodes[from]!.own.push({ linkdown: to });
}

/** Something came to a node: from another one, or from itself. */
export function receive(world: World, at: number, from: number, item: Item): void {
  if ('linkdown' in item) tellAll(world, at, { on: 'linkdown', atMs: 0, node: item.linkdown });
  else if ('record' in item) receiveRecord(world, at, from, item.record);
  else receiveMessage(world, at, from, item.message);
}

function receiveMessage(world: World, at: number, from: number, message: PeerMessage): void {
  const node = world.nodes[at]!;
  if (message.op === 'run') {
    node.starting.push(message.inc);
    return;
  }
  if (message.op === 'prepare') {
    const [state, effects] = newTarget(at, from, message, null);
    const target: Target = {
      role: 'target',
      state,
      host: null,
      hasTimer: false,
      isPreparing: false,
      isWanted: false,
      came: null,
    };
    node.guests.push(target);
    carryOutTarget(world, at, target, effects);
    return;
  }
  const event = { on: 'peer', atMs: 0, from, message, clockOffsetMs: 0 } as const;
  if (addressesOf(message).some((address) => takes(world, at, address, event))) return;
  for (const effect of stray(at, from, message))
    if (effect.do === 'send') send(world, at, effect.to, { message: effect.message });
}

/** Whether there is such a machine. */
function takes(world: World, at: number, address: Address, event: PeerEvent): boolean {
  const node = world.nodes[at]!;
  const { message } = event;
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
  if (message.op === 'kill') node.starting = node.starting.filter((inc) => inc > message.upTo);
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
    if (record.k === 'attach') return;
    deputy.calls = Math.max(deputy.calls, record.call);
    send(world, at, from, { record: { k: 'answer', inc: record.inc, call: record.call } });
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
  if (at === HOME && world.home !== null) homeEvent(world, event);
  const node = world.nodes[at]!;
  if (event.on === 'nodedead' && event.node === HOME) node.starting = [];
  for (const source of sourcesOf(node)) sourceEvent(world, at, source, event);
  for (const target of targetsOf(node)) targetEvent(world, at, target, event);
}

export function homeEvent(world: World, event: HomeEvent): void {
  const [state, effects] = stepHome(world.home!, event);
  const before = world.home!;
  world.home = state;
  carryOutHome(world, effects, before.node);
}

export function carryOutHome(world: World, effects: readonly HomeEffect[], executed: number): void {
  for (const effect of effects) {
    if (effect.do === 'send') send(world, HOME, effect.to, { message: effect.message });
    else if (effect.do === 'timer') world.homeHasTimer = effect.ms !== null;
    else if (effect.do === 'start') {
      const { node, inc } = effect;
      if (node === HOME) world.nodes[HOME]!.starting.push(inc);
      else send(world, HOME, node, { message: { op: 'run', spec: SPEC, inc } });
    } else if (effect.do === 'life' && effect.event.event === 'lost') {
      checkLoss(world, executed, effect.event.reason);
      world.deputy.isTold = true;
    } else if (effect.do === 'forget') {
      world.home = null;
      world.homeHasTimer = false;
    }
  }
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

function tellHost(host: Host, message: { op: string; id?: number }): void {
  if (!host.isAlive) return;
  if (message.op === 'capture') host.capturing = message.id!;
  else if (message.op === 'cancel' && host.capturing === message.id) host.capturing = null;
  else if (message.op === 'resume' && host.frozenFor === message.id) {
    host.frozenFor = null;
    host.isExecuting = true;
    const { late } = host;
    host.late = null;
    if (late !== null) answered(host, late);
  }
}

/** The bulk channel: not in order with the control channel. */
function pass(world: World, from: number, to: number, migration: number, host: Host): void {
  if (!world.links[from < to ? `${from}-${to}` : `${to}-${from}`]) return;
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
