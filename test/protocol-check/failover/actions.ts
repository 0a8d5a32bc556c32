/** All that can happen next in a world: each an action with its name, which changes the world that it is given. */
import type { Action } from '../protocol.ts';
import {
  act,
  answered,
  bury,
  die,
  dropped,
  end,
  follow,
  give,
  hear,
  keep,
  mayAct,
  mayFollow,
  mayResign,
  owes,
  reconfigure,
  renew,
  resign,
  takeOver,
} from './deputy.ts';
import { expire, transact } from './etcd.ts';
import { checkRequest } from './invariants.ts';
import { arrive, confirmed, restart } from './standby.ts';
import { type Deputy, newReplica, type Replica, type Size, type World } from './world.ts';

type Act = Action<World>;

export function actionsOf(world: World, size: Size): Act[] {
  const ids = Object.keys(world.nodes).map(Number);
  const soon = size.isWhole ? null : atOnce(world);
  if (soon !== null) return [soon];
  const all = [
    ...world.deputies.flatMap((deputy) => ofDeputy(world, deputy, ids, size)),
    ...ids.flatMap((id) => onNode(world, id, size)),
    ...elsewhere(world, size),
  ];
  return world.left.faults > 0 ? [...all, ...faultsOf(world, ids, size)] : all;
}

/**
 * What makes no difference to anything else that may happen, and which nothing else makes a difference to: it may as well be done now, and
 * nothing but it need be looked at (docs/design/protocol-check.md). Null where there is none.
 */
function atOnce({ deputies, left, nodes }: World): Act | null {
  if (left.faults > 0) return null;
  const isWanted = left.failbacks > 0 || Object.values(nodes).some(({ wants }) => wants);
  for (const deputy of deputies) {
    const { id, asked, phase, primacy, replicas } = deputy;
    const isDone =
      asked !== null && asked.answer !== null && asked.answer !== 'leaseless' && asked.answer.made;
    if (isDone && (primacy === null || asked.about !== null) && !isWanted)
      return { name: `${nameOf(deputy)}: hears what etcd says`, act: (next) => hear(next, of(next, id)) };
    const at = replicas.findIndex(({ isLeaving, isMember, isAsked }) => isLeaving && !isMember && !isAsked);
    if (phase === 'running' && at >= 0)
      return {
        name: `${nameOf(deputy)}: lets node ${replicas[at]!.node} go`,
        act: (next) => void dropped(of(next, id), of(next, id).replicas[at]!),
      };
  }
  return null;
}

type Change = (world: World, deputy: Deputy) => void;
const nameOf = ({ id, node, primacy }: Deputy): string =>
  `deputy ${id} on node ${node}${primacy ? `, epoch ${primacy.epoch}` : ''}`;
const of = (world: World, id: number): Deputy => world.deputies.find((one) => one.id === id)!;

function ofDeputy(world: World, deputy: Deputy, ids: readonly number[], size: Size): Act[] {
  const actions: Act[] = [];
  const add = (what: string, change: Change): void => {
    const name = `${nameOf(deputy)}: ${what}`;
    actions.push({ name, act: (next) => change(next, of(next, deputy.id)) });
  };
  const { isStopped, phase, asked, journal, done, replicas } = deputy;
  if (asked !== null && asked.answer === null)
    add('etcd does what it is asked for', ({ etcd }, one) => {
      one.asked!.answer = transact(etcd, one.asked!.transaction);
    });
  if (isStopped) {
    add('goes on', (_, one) => {
      one.isStopped = false;
    });
    return actions;
  }
  if (asked !== null && asked.answer !== null) add('hears what etcd says', hear);
  if (phase === 'taking') add('takes what its node has', (next, one) => takeOver(next, one, size));
  if (phase !== 'running') return actions;
  if (asked === null && !world.etcd.leases.includes(deputy.lease))
    add('hears that its lease is gone', (next, one) => renew(next, one, size));
  if (journal.length < size.calls && done === journal.length)
    add('its task calls', (_, one) => void one.journal.push(one.primacy!.epoch));
  if (mayAct(deputy, size)) add(`does call ${done + 1}`, act);
  if (mayResign(deputy)) add(`hands it over to node ${deputy.handing!.to}`, resign);
  for (const [at, replica] of replicas.entries())
    for (const [what, change] of ofReplica(world, deputy, replica, size))
      add(what, (next, one) => change(next, one, one.replicas[at]!));
  if (replicas.length < size.standbys)
    for (const id of ids)
      if (id !== deputy.node && world.nodes[id]!.isAlive && replicas.every(({ node }) => node !== id))
        add(`looks for a standby, node ${id}`, (_, one) => void one.replicas.push(newReplica(id, false)));
  return actions;
}

type OnReplica = (world: World, deputy: Deputy, replica: Replica) => void;

function ofReplica(world: World, deputy: Deputy, replica: Replica, size: Size): [string, OnReplica][] {
  const { node, isMember, isListed, isLeaving, has } = replica;
  const actions: [string, OnReplica][] = [];
  if (owes(world, deputy, replica)) actions.push([`sends to node ${node}`, give]);
  if (!isLeaving && !world.nodes[node]!.isAlive)
    actions.push([`gives node ${node} up`, (_, __, one) => void (one.isLeaving = true)]);
  if (isLeaving && !isMember) actions.push([`lets node ${node} go`, (_, one, its) => void dropped(one, its)]);
  else if (deputy.asked === null && (isLeaving || (!isListed && has === deputy.journal.length)))
    actions.push([
      isLeaving ? `wants to be without node ${node}` : `wants node ${node} to be a standby`,
      (_, one, its) => reconfigure(one, its, size),
    ]);
  return actions;
}

/** Those of one deputy keep their order: of each the first, and where it stands. */
const firsts = (all: readonly { deputy: number }[]): number[] =>
  all.flatMap(({ deputy }, at) => (all.findIndex((one) => one.deputy === deputy) === at ? [at] : []));

function onNode(world: World, id: number, size: Size): Act[] {
  const { isAlive, orders, confirmed: known, store, wants } = world.nodes[id]!;
  if (!isAlive) return [];
  const actions: Act[] = [];
  for (const at of firsts(orders))
    actions.push({
      name: `node ${id} gets what deputy ${orders[at]!.deputy} sends`,
      act: (next) => {
        const said = arrive(next, id, at, size);
        if (said) answered(next, id, ...said);
      },
    });
  for (const at of firsts(known))
    actions.push({
      name: `node ${id} hears from etcd that deputy ${known[at]!.deputy} may`,
      act: (next) => answered(next, id, ...confirmed(next, id, at, size)),
    });
  if (mayFollow(world, id))
    actions.push({ name: `node ${id} wants to follow`, act: (next) => follow(next, id) });
  if (wants)
    actions.push({
      name: `node ${id} has waited long enough to become the home`,
      act: (next) => void (next.nodes[id]!.wants = false),
    });
  else if (world.left.failbacks > 0 && store.copy !== null)
    actions.push({
      name: `the user wants node ${id} to be the home`,
      isOptional: true,
      act: (next) => {
        next.left.failbacks--;
        next.nodes[id]!.wants = true;
      },
    });
  return actions;
}

function elsewhere({ requests, late, orphans, dead }: World, size: Size): Act[] {
  const actions: Act[] = [];
  for (const at of firsts(requests))
    actions.push({
      name: `the server gets the request of deputy ${requests[at]!.deputy}`,
      act: (next) => serve(next, at, size),
    });
  for (const at of late.keys())
    actions.push({
      name: 'etcd gets what it was asked for, late',
      isOptional: true,
      act: (next) => void transact(next.etcd, next.late.splice(at, 1)[0]!),
    });
  for (const at of dead.keys())
    actions.push({
      name: `the agent of the dead deputy of epoch ${dead[at]} looks at etcd`,
      isOptional: true,
      act: (next) => bury(next, next.dead.splice(at, 1)[0]!, size),
    });
  for (const [at, lease] of orphans.entries())
    actions.push({
      name: `lease ${lease} runs out`,
      act: (next) => expire(next.etcd, next.orphans.splice(at, 1)[0]!),
    });
  return actions;
}

function serve(world: World, at: number, { without }: Size): void {
  const { server } = world;
  const [request] = world.requests.splice(at, 1);
  const { deputy: id, epoch, call, entry } = request!;
  const deputy = world.deputies.find((one) => one.id === id);
  if (epoch < server.fence && without !== 'fence') {
    if (deputy) end(world, deputy);
    return;
  }
  checkRequest(world, request!);
  server.fence = epoch;
  server.seen[call] = entry;
  if (!deputy) return;
  deputy.doing = false;
  deputy.done = call + 1;
}

function faultsOf(world: World, ids: readonly number[], size: Size): Act[] {
  const faults: Act[] = [];
  const add = (name: string, act: (next: World) => void): void => {
    faults.push({
      name: `FAULT: ${name}`,
      isOptional: true,
      act: (next) => {
        next.left.faults--;
        act(next);
      },
    });
  };
  for (const deputy of world.deputies) {
    const { id, isStopped, lease, asked, replicas, phase } = deputy;
    const name = nameOf(deputy);
    add(`${name} is killed`, (next) => die(next, of(next, id)));
    // That is as if all that it does took its time: nothing measures that.
    if (!isStopped && size.isWhole)
      add(`${name} stands still`, (next) => void (of(next, id).isStopped = true));
    if (world.etcd.leases.includes(lease))
      add(`the lease of ${name} runs out`, (next) => expire(next.etcd, lease));
    if (asked !== null && asked.answer !== null && asked.answer !== 'leaseless')
      add(`${name} does not hear what etcd says`, (next) => void (of(next, id).asked!.answer = null));
    if (asked !== null && phase === 'running')
      add(`${name} waits for etcd no longer, which may do it yet`, (next) => {
        const one = of(next, id);
        if (one.asked!.answer === null) next.late.push(one.asked!.transaction);
        one.asked = null;
        if (one.handing !== null) keep(next, one);
      });
    for (const [at, { node, isLeaving, isAsked }] of replicas.entries()) {
      if (!isLeaving)
        add(`${name} hears nothing of node ${node}`, (next) => {
          Object.assign(of(next, id).replicas[at]!, { isLeaving: true, isAsked: false });
        });
      if (isAsked)
        add(`${name} does not hear whether node ${node} has got it`, (next) => {
          of(next, id).replicas[at]!.isAsked = false;
        });
    }
  }
  for (const id of ids) {
    if (!world.nodes[id]!.isAlive) continue;
    add(`node ${id} is switched off`, (next) => {
      next.nodes[id]!.isAlive = false;
      restart(next.nodes[id]!);
      for (const deputy of next.deputies.filter(({ node }) => node === id)) die(next, deputy);
    });
    add(`the agent of node ${id} is killed and started again`, (next) => {
      const lost = [...next.nodes[id]!.orders, ...next.nodes[id]!.confirmed];
      restart(next.nodes[id]!);
      // Whoever waits for an answer asks again.
      for (const order of lost)
        for (const replica of next.deputies.find((one) => one.id === order.deputy)?.replicas ?? [])
          if (replica.node === id) replica.isAsked = false;
    });
  }
  return faults;
}
