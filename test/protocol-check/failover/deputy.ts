/** A deputy: how it becomes the primary, minds its standbys and what it does, as agent/omrun/ha, agent/deputy/ha; the changes are agent/ha/claims. */
import {
  becoming,
  cameTrue,
  changed,
  changing,
  following,
  nextEpoch,
} from '../../../agent/ha/claims/changes.ts';
import { refusalOf, viewIn } from '../../../agent/ha/claims/view.ts';
import type { Transaction } from '../../../agent/ha/etcd/stored.ts';
import type { HaConfiguration } from '../../../protocol/ha.ts';
import { configuredAs, expire, KEYS, TASK_KEYS, viewOf } from './etcd.ts';
import { checkTaken } from './invariants.ts';
import { take, type Verdict } from './standby.ts';
import { type Deputy, newReplica, type Order, type Replica, type Size, type World } from './world.ts';

/** It ends of itself: its lease is given back. */
export function end(world: World, deputy: Deputy): void {
  expire(world.etcd, deputy.lease);
  world.deputies = world.deputies.filter((one) => one !== deputy);
}

/** Its process is no more, and etcd hears of that by the lease. */
export function die(world: World, deputy: Deputy): void {
  world.orphans.push(deputy.lease);
  world.deputies = world.deputies.filter((one) => one !== deputy);
}

/** A standby's node tries to follow. */
export function mayFollow({ etcd, nodes, deputies }: World, at: number): boolean {
  const { isAlive, store } = nodes[at]!;
  const isTrying = deputies.some(({ node, phase }) => node === at && phase !== 'running');
  return isAlive && store.copy !== null && !isTrying && refusalOf(viewOf(etcd), at) === null;
}

export function follow(world: World, at: number): void {
  const { seen, configuration } = viewOf(world.etcd);
  world.counted++;
  const id = world.counted;
  const lease = String(id);
  world.etcd.leases.push(lease);
  const epoch = nextEpoch(configuration, world.etcd.revision);
  const wanted = configuredAs(epoch, at, configuration!.replicas, `${id}.0`);
  const transaction = following(TASK_KEYS, seen, wanted, lease);
  world.deputies.push({
    id,
    node: at,
    lease,
    isStopped: false,
    phase: 'asking',
    asked: { transaction, wanted, about: null, answer: null },
    primacy: null,
    changes: 1,
    journal: [],
    done: 0,
    doing: false,
    replicas: [],
  });
}

/** Etcd has answered. */
export function hear(world: World, deputy: Deputy): void {
  const { wanted, about, answer } = deputy.asked!;
  deputy.asked = null;
  if (answer === null || (answer === 'leaseless' && deputy.primacy === null)) {
    end(world, deputy);
    return;
  }
  if (answer === 'leaseless') {
    leased(world, deputy);
    deputy.asked = { transaction: changingOf(deputy, wanted), wanted, about, answer: null };
    return;
  }
  if (deputy.primacy === null) {
    const primacy = answer.made
      ? becoming(answer.revision, wanted)
      : cameTrue([wanted], viewIn(answer.found, KEYS));
    if (!primacy) {
      end(world, deputy);
      return;
    }
    Object.assign(deputy, { primacy, phase: 'taking' });
    return;
  }
  const [primacy, outcome] = changed(deputy.primacy, wanted, answer, KEYS);
  deputy.primacy = primacy;
  if (outcome === 'fenced') {
    end(world, deputy);
    return;
  }
  if (outcome === 'again') {
    deputy.asked = { transaction: changingOf(deputy, wanted), wanted, about, answer: null };
    return;
  }
  const replica = deputy.replicas.find(({ node }) => node === about);
  if (!replica) return;
  if (replica.isLeaving && !wanted.replicas.includes(replica.node))
    deputy.replicas = deputy.replicas.filter((one) => one !== replica);
  else Object.assign(replica, { isListed: true, isMember: true });
}

/** Its agent hands over what it has, and takes nothing more of the deputy before. */
export function takeOver(world: World, deputy: Deputy, size: Size): void {
  const { epoch, current } = deputy.primacy!;
  const copy = take(world.nodes[deputy.node]!.store, epoch, size);
  if (copy === null) {
    end(world, deputy);
    return;
  }
  checkTaken(world, copy, deputy.node);
  deputy.journal = copy;
  // The last one may have been done, or not: it is done again.
  deputy.done = Math.max(0, copy.length - 1);
  deputy.phase = 'running';
  deputy.replicas = current.replicas.map((node) => newReplica(node, true));
}

/** Whether all that are waited for have all of it. */
const isCommitted = ({ journal, replicas }: Deputy, { without }: Size): boolean =>
  without === 'waiting' || replicas.every(({ isMember, has }) => !isMember || has >= journal.length);

export const mayAct = (deputy: Deputy, size: Size): boolean =>
  deputy.done < deputy.journal.length && !deputy.doing && isCommitted(deputy, size);

export function act(world: World, deputy: Deputy): void {
  deputy.doing = true;
  const { id, journal, done, primacy } = deputy;
  world.requests.push({ deputy: id, epoch: primacy!.epoch, call: done, entry: journal[done]! });
}

/** It has something to send; or asks how it is, as it does once a second, where the answer would be news. */
export function owes({ nodes }: World, { journal, primacy }: Deputy, replica: Replica): boolean {
  const { node, has, isAsked, isLeaving, begins } = replica;
  if (isAsked || isLeaving) return false;
  return has < journal.length || begins || nodes[node]!.store.open !== primacy!.epoch;
}

export function give(world: World, { id, node, journal, primacy }: Deputy, replica: Replica): void {
  replica.isAsked = true;
  const order: Order = {
    deputy: id,
    from: node,
    epoch: primacy!.epoch,
    begins: replica.begins,
    entries: [...journal],
  };
  world.nodes[replica.node]!.orders.push(order);
}

/** A standby has answered; what nobody waits for is no answer. */
export function answered(world: World, at: number, order: Order, verdict: Verdict): void {
  const deputy = world.deputies.find(({ id }) => id === order.deputy);
  const replica = deputy?.replicas.find(({ node, isAsked }) => node === at && isAsked);
  if (!deputy || !replica) return;
  replica.isAsked = false;
  if (verdict === 'fenced') end(world, deputy);
  else if (verdict === 'refused') replica.isLeaving = true;
  else Object.assign(replica, { begins: false, has: Math.max(replica.has, order.entries.length) });
}

/** It does not come along. Nobody waits for one that is in no configuration, and in none that may have come about. */
export function dropped(deputy: Deputy, replica: Replica): boolean {
  if (!replica.isLeaving || replica.isMember) return false;
  deputy.replicas = deputy.replicas.filter((one) => one !== replica);
  return true;
}

/** Another configuration, with that standby or without. */
export function reconfigure(deputy: Deputy, replica: Replica, size: Size): void {
  const listed = deputy.replicas.filter(({ isListed }) => isListed).map(({ node }) => node);
  const others = listed.filter((node) => node !== replica.node);
  // From now on it may take over: it is waited for before anybody knows that.
  if (!replica.isLeaving && size.without !== 'waiting-for-new') replica.isMember = true;
  change(deputy, replica.isLeaving ? others : [...others, replica.node], replica.node, size);
}

/** Its lease has run out, and it has heard of that: it says anew that it is the primary. */
export function renew(world: World, deputy: Deputy, size: Size): void {
  leased(world, deputy);
  const listed = deputy.replicas.filter(({ isListed }) => isListed).map(({ node }) => node);
  change(deputy, listed, null, size);
}

function change(deputy: Deputy, replicas: readonly number[], about: number | null, size: Size): void {
  const { node, id, changes } = deputy;
  const before = deputy.primacy!;
  const wanted = configuredAs(before.epoch, node, replicas, `${id}.${changes}`);
  deputy.changes++;
  deputy.primacy = { ...before, unsure: [...before.unsure, wanted] };
  const transaction = changingOf(deputy, wanted);
  if (size.without === 'conditions') transaction.when = [];
  deputy.asked = { transaction, wanted, about, answer: null };
}

const changingOf = ({ primacy, lease }: Deputy, wanted: HaConfiguration): Transaction =>
  changing(TASK_KEYS, primacy!, wanted, lease, []);

/** It gets another lease. */
function leased({ etcd }: World, deputy: Deputy): void {
  deputy.lease = `${deputy.lease}+`;
  etcd.leases.push(deputy.lease);
}
