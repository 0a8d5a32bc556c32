/** All that can happen next in a world: each an action with its name, which changes the world that it is given. */

import { newSource } from '../../../agent/migration/machine/source-state.ts';
import type { FromHost } from '../../../protocol/host.ts';
import type { Action } from '../protocol.ts';
import { begunAnew, commandsOf } from './anew.ts';
import { homeEvent, newHost, receive, sourceEvent, targetEvent, tellAll } from './carry.ts';
import { faultsOf } from './faults.ts';
import { commanded } from './freezing.ts';
import { ofDeputy } from './of-deputy.ts';
import { send } from './wires.ts';
import {
  type Bulk,
  HEAD,
  HOME,
  type Host,
  type Item,
  linkOf,
  type Size,
  type Source,
  SPEC,
  TASK,
  type Target,
  targetsOf,
  type World,
  wayOf,
} from './world.ts';

type Act = Action<World>;

const TIME_IS_OVER = 'its time is over';
const isTime = ({ name }: Act): boolean => name.endsWith(TIME_IS_OVER);

export function actionsOf(world: World, size: Size): Act[] {
  const ids = Object.keys(world.nodes).map(Number);
  const all = [
    ...ids.flatMap((id) => (world.nodes[id]!.isAlive ? onNode(world, id, size) : [])),
    ...ids.flatMap((from) => ids.flatMap((to) => (from === to ? [] : onWay(world, from, to)))),
    ...atHome(world, ids),
    ...ofDeputy(world, ids),
    ...begunAnew(world),
    ...commandsOf(world),
  ];
  const others = all.filter((one) => !isTime(one));
  // Bounds are long: one that ends while something is still to come is as wrong as a message that takes a minute.
  const isQuiet = others.every(({ isOptional }) => isOptional);
  const times = all.filter(isTime);
  return [
    ...others,
    ...(isQuiet ? times : times.flatMap((one) => tooEarly(world, one))),
    ...faultsOf(world, ids),
  ];
}

function tooEarly(world: World, { name, act }: Act): Act[] {
  if (world.left.faults === 0) return [];
  const early = (next: World): void => {
    next.left.faults--;
    next.isCalm = false;
    act(next);
  };
  return [{ name: `FAULT: ${name} already`, isOptional: true, act: early }];
}

const inWords = (item: Item): string =>
  'message' in item
    ? item.message.op
    : 'record' in item
      ? `${item.record.k} of incarnation ${item.record.inc}`
      : 'command' in item
        ? `command to ${item.command}`
        : 'no link';

function arrive(world: World, at: number, from: number, item: Item): void {
  if ('command' in item) commanded(world, from, item.command);
  else receive(world, at, from, item);
}

function onWay(world: World, from: number, to: number): Act[] {
  const name = wayOf(from, to);
  const way = world.ways[name]!;
  const isUp = world.links[linkOf(from, to)]!;
  const actions: Act[] = [];
  if (isUp && way.control.length > 0)
    actions.push({
      name: `${name} ${inWords(way.control[0]!)}`,
      act: (next) => arrive(next, to, from, next.ways[name]!.control.shift()!),
    });
  if (isUp && way.bulk.length > 0)
    actions.push({
      name: `${name} the state`,
      act: (next) => stateComes(next, to, next.ways[name]!.bulk.shift()!),
    });
  if (!isUp) actions.push(...broken(world, from, to));
  return actions;
}

function broken(world: World, from: number, to: number): Act[] {
  const name = wayOf(from, to);
  const way = world.ways[name]!;
  const [own, other] = [world.nodes[from]!, world.nodes[to]!];
  if (!own.isAlive) return [];
  if (way.isBelieved)
    return [
      {
        name: `node ${from} finds the link to node ${to} broken`,
        act: (next) => {
          next.ways[name]!.isBelieved = false;
          tellAll(next, from, { on: 'linkdown', atMs: 0, node: to });
        },
      },
    ];
  const actions: Act[] = [];
  if (!other.isAlive && !way.isMourned)
    actions.push({
      name: `node ${from} has proof that node ${to} is gone`,
      act: (next) => mourn(next, from, to),
    });
  const back = world.ways[wayOf(to, from)]!;
  if (from < to && other.isAlive && !back.isBelieved)
    actions.push({ name: `nodes ${from} and ${to} connect`, act: (next) => connect(next, from, to) });
  return actions;
}

function mourn(world: World, at: number, gone: number): void {
  world.ways[wayOf(at, gone)]!.isMourned = true;
  tellAll(world, at, { on: 'nodedead', atMs: 0, node: gone, why: 'gone' });
}

function connect(world: World, a: number, b: number): void {
  world.links[linkOf(a, b)] = true;
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    const way = world.ways[wayOf(from, to)]!;
    way.isBelieved = true;
    // Another session: it is another process than before.
    if (!way.isMourned) mourn(world, from, to);
  }
  tellAll(world, a, { on: 'linkup', atMs: 0, node: b });
  tellAll(world, b, { on: 'linkup', atMs: 0, node: a });
}

function stateComes(world: World, at: number, bulk: Bulk): void {
  const node = world.nodes[at]!;
  const { progress } = bulk;
  if ('inc' in bulk) {
    const starting = node.starting.find(({ inc, from }) => inc === bulk.inc && from === null);
    if (starting) starting.from = progress;
    return;
  }
  const target = targetsOf(node).find(({ state }) => state.migration === bulk.migration);
  if (target) target.came = progress;
}

function onNode(world: World, id: number, size: Size): Act[] {
  const node = world.nodes[id]!;
  const actions: Act[] = [];
  if (node.own.length > 0)
    actions.push({
      name: `node ${id} to itself: ${inWords(node.own[0]!)}`,
      act: (next) => arrive(next, id, id, next.nodes[id]!.own.shift()!),
    });
  for (const { inc, from } of node.starting)
    if (from !== null)
      actions.push({ name: `node ${id} starts incarnation ${inc}`, act: (next) => start(next, id, inc) });
  for (const [index, guest] of node.guests.entries())
    actions.push(
      ...(guest.role === 'source' ? ofSource(world, id, index, guest, size) : ofTarget(id, index, guest)),
    );
  return actions;
}

function start(world: World, id: number, inc: number): void {
  const node = world.nodes[id]!;
  const { from } = node.starting.find((one) => one.inc === inc)!;
  node.starting = node.starting.filter((one) => one.inc !== inc);
  const state = newSource({ spec: SPEC, self: id, home: HOME, inc, nmigs: 0 });
  // Done again it is given what its deputy has answered, until it is where it was.
  const host = newHost(from!, inc, true);
  node.guests.push({ role: 'source', state, host, hasTimer: false });
  send(world, id, HOME, { message: { op: 'running', task: TASK, inc } });
  firstWords(world, id, host);
}

function firstWords(world: World, id: number, host: Host): void {
  host.isNew = false;
  const { inc, isWaiting, calls } = host;
  send(world, id, HOME, { record: { k: 'attach', inc, calls, isWaiting } });
  if (isWaiting) send(world, id, HOME, { record: { k: 'call', inc, call: calls + 1 } });
}

function ofSource(
  world: World,
  id: number,
  index: number,
  { host, state, hasTimer }: Source,
  size: Size,
): Act[] {
  const actions: Act[] = [];
  const who = `node ${id}, incarnation ${state.inc}`;
  const add = (what: string, act: (world: World, guest: Source) => void): void => {
    actions.push({
      name: `${who}: ${what}`,
      act: (next) => act(next, next.nodes[id]!.guests[index] as Source),
    });
  };
  const say = (what: string, of: (guest: Source) => FromHost): void =>
    add(what, (next, guest) =>
      sourceEvent(next, id, guest, { on: 'host', atMs: 0, cpuMs: 0, message: of(guest) }),
    );
  if (hasTimer)
    add(TIME_IS_OVER, (next, guest) => {
      guest.hasTimer = false;
      sourceEvent(next, id, guest, { on: 'timer', atMs: 0 });
    });
  if (!host.isAlive)
    add('its host is gone', (next, guest) =>
      sourceEvent(next, id, guest, { on: 'hostgone', atMs: 0, reason: '', cpuMs: 0 }),
    );
  if (host.isExecuting && host.capturing !== null && host.kept === null)
    if (host.capturing.keeps) add('its state leaves for home', (next, guest) => leave(next, id, guest));
    else
      say('captured', (guest) => {
        const migration = guest.host.capturing!.id;
        Object.assign(guest.host, { capturing: null, isExecuting: false, frozenFor: migration });
        return { op: 'captured', id: migration, head: HEAD, captureMs: 0 };
      });
  if (host.isAlive && host.kept !== null)
    say('kept', (guest) => {
      const id = guest.host.kept!;
      guest.host.kept = null;
      return { op: 'kept', id, stateBytes: 1, captureMs: 0 };
    });
  if (host.isExecuting && !host.isWaiting && host.calls < size.calls)
    add('calls', (next, guest) => {
      guest.host.isWaiting = true;
      send(next, id, HOME, { record: { k: 'call', inc: guest.host.inc, call: guest.host.calls + 1 } });
    });
  if (betrays(world, id, state.inc))
    add('tells its usage', (next) =>
      send(next, id, HOME, { message: { op: 'usage', task: TASK, cpuMs: 0, memoryBytes: 0 } }),
    );
  return actions;
}

/** Of the current incarnation usage changes nothing; of another it is told once a beat: not again before there was time for its answer. */
function betrays({ home, ways, nodes }: World, id: number, inc: number): boolean {
  if (home !== null && home.node === id && home.inc === inc) return false;
  if (home?.phase.at === 'trial' && home.phase.to === id) return false;
  if (id !== HOME && !ways[wayOf(id, HOME)]!.isBelieved) return false;
  const between =
    id === HOME ? nodes[HOME]!.own : [...ways[wayOf(id, HOME)]!.control, ...ways[wayOf(HOME, id)]!.control];
  return !between.some((item) => 'message' in item && ['usage', 'kill'].includes(item.message.op));
}

function ofTarget(
  id: number,
  index: number,
  { host, state, hasTimer, isPreparing, isWanted, came }: Target,
): Act[] {
  const actions: Act[] = [];
  const add = (what: string, act: (world: World, guest: Target) => void): void => {
    const name = `node ${id}, target of migration ${state.migration}: ${what}`;
    actions.push({ name, act: (next) => act(next, next.nodes[id]!.guests[index] as Target) });
  };
  if (hasTimer)
    add(TIME_IS_OVER, (next, guest) => {
      guest.hasTimer = false;
      targetEvent(next, id, guest, { on: 'timer', atMs: 0 });
    });
  if (isPreparing)
    add('its host is prepared', (next, guest) => {
      guest.isPreparing = false;
      targetEvent(next, id, guest, { on: 'hostprepared', atMs: 0 });
    });
  if (isWanted && came !== null && host === null)
    add('restored', (next, guest) => {
      guest.host = newHost(came, 0, false);
      targetEvent(next, id, guest, {
        on: 'host',
        atMs: 0,
        cpuMs: 0,
        message: { op: 'restored', restoreMs: 0 },
      });
    });
  if (host?.isExecuting && host.isNew) add('attaches', (next, guest) => attach(next, id, guest));
  return actions;
}

/** What goes before its first record goes before it. */
function attach(world: World, id: number, target: Target): void {
  const { host } = target;
  targetEvent(world, id, target, { on: 'attached', atMs: 0 });
  firstWords(world, id, host!);
}

function leave(world: World, id: number, { host }: Source): void {
  const { inc, calls, isWaiting, capturing } = host;
  const { id: capture, holds, asked } = capturing!;
  Object.assign(host, { capturing: null, kept: capture });
  if (holds) Object.assign(host, { isExecuting: false, frozenFor: capture });
  send(world, id, HOME, { record: { k: 'checkpoint', inc, progress: { calls, isWaiting }, holds, asked } });
  send(world, id, HOME, { record: { k: 'state', inc } });
}

function atHome(world: World, ids: number[]): Act[] {
  const { home, homeHasTimer, left } = world;
  if (home === null) return [];
  const actions: Act[] = [];
  if (homeHasTimer)
    actions.push({
      name: `home: ${TIME_IS_OVER}`,
      act: (next) => {
        next.homeHasTimer = false;
        homeEvent(next, { on: 'timer', atMs: 0 });
      },
    });
  if (left.moves > 0 && home.phase.at === 'running' && home.phase.movingTo === null)
    for (const to of ids)
      if (to !== home.node)
        actions.push({
          name: `home decides to move it to node ${to}`,
          isOptional: true,
          act: (next) => {
            next.left.moves--;
            homeEvent(next, { on: 'decide', atMs: 0, to, reason: '' });
          },
        });
  return actions;
}
