/** A deputy: how it becomes the primary, minds its standbys and what it does, as agent/omrun/ha, agent/deputy/ha; the changes are agent/ha/claims. */
import {
  becoming,
  burying,
  cameTrue,
  changed,
  changing,
  following,
  nextEpoch,
} from '../../../agent/ha/claims/changes.ts';
import { refusalOf, viewIn } from '../../../agent/ha/claims/view.ts';
import type { Transaction } from '../../../agent/ha/etcd/stored.ts';
import { configuredAs, expire, KEYS, TASK_KEYS, transacted, viewOf } from './etcd.ts';
import { checkTaken } from './invariants.ts';
import { take, type Verdict } from './standby.ts';
import {
  type Asked,
  type Deputy,
  newReplica,
  type Order,
  type Replica,
  type Size,
  type World,
} from './world.ts';

/** What it had asked etcd for may come there yet. */
function leave({ late }: World, { asked }: Deputy): void {
  if (asked !== null && asked.answer === null) late.push(asked.transaction);
}

/** It ends of itself: its lease is given back. */
export function end(world: World, deputy: Deputy): void {
  leave(world, deputy);
  expire(world.etcd, deputy.lease);
  world.deputies = world.deputies.filter((one) => one !== deputy);
}

/** Its process is no more: etcd hears of that by the lease, or sooner where its agent lives and sees it. */
export function die(world: World, deputy: Deputy): void {
  leave(world, deputy);
  world.orphans.push(deputy.lease);
  if (deputy.primacy !== null && world.nodes[deputy.node]!.isAlive) world.dead.push(deputy.primacy.epoch);
  world.deputies = world.deputies.filter((one) => one !== deputy);
}

/** Its agent has seen its end, and says so where it is the primary yet. */
export function bury(world: World, dead: number, { without }: Size): void {
  const view = viewOf(world.etcd);
  const transaction = burying(TASK_KEYS, without === 'bury-epoch' ? { ...view, epoch: dead } : view, dead);
  if (transaction) world.late.push(transaction);
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
    asked: { transaction, wanted, about: null, besides: [], isAlive: true, answer: null },
    primacy: null,
    changes: 1,
    journal: [],
    done: 0,
    doing: false,
    replicas: [],
    handing: null,
  });
}

/** It is not handed over: that has taken so long that its user has been told so. */
export function keep(world: World, deputy: Deputy): void {
  world.nodes[deputy.handing!.to]!.wants = false;
  deputy.handing = null;
}

/** Etcd has answered. */
export function hear(world: World, deputy: Deputy): void {
  const { answer, ...asked } = deputy.asked!;
  const { wanted, about } = asked;
  deputy.asked = null;
  if (answer === null || (answer === 'leaseless' && deputy.primacy === null)) {
    end(world, deputy);
    return;
  }
  const askAgain = (): void => {
    deputy.asked = { ...asked, transaction: changingOf(deputy, asked), answer: null };
  };
  if (answer === 'leaseless') {
    if (!asked.isAlive) {
      keep(world, deputy);
      return;
    }
    leased(world, deputy);
    askAgain();
    return;
  }
  const said = transacted(answer);
  if (deputy.primacy === null) {
    const primacy = said.made
      ? becoming(said.revision, wanted)
      : cameTrue([wanted], viewIn(said.found, KEYS));
    if (!primacy) {
      end(world, deputy);
      return;
    }
    Object.assign(deputy, { primacy, phase: 'taking' });
    return;
  }
  const [primacy, outcome] = changed(deputy.primacy, wanted, said, KEYS);
  deputy.primacy = primacy;
  if (outcome === 'fenced') {
    end(world, deputy);
    return;
  }
  if (outcome === 'again') {
    askAgain();
    return;
  }
  if (!asked.isAlive) {
    end(world, deputy);
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
  const copy = take(world.nodes[deputy.node]!, epoch, size);
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
  deputy.done < (deputy.handing?.from ?? deputy.journal.length) && !deputy.doing && isCommitted(deputy, size);

export function act(world: World, deputy: Deputy): void {
  deputy.doing = true;
  const { id, journal, done, primacy } = deputy;
  world.requests.push({ deputy: id, epoch: primacy!.epoch, call: done, entry: journal[done]! });
}

/** It has something to send; or asks how it is, as it does once a second, where the answer would be news. */
export function owes({ nodes }: World, { journal, primacy, handing }: Deputy, replica: Replica): boolean {
  const { node, has, isAsked, isLeaving, begins, isListed } = replica;
  if (isAsked || isLeaving) return false;
  const { store, wants } = nodes[node]!;
  const isWanted = wants && isListed && handing === null;
  return has < journal.length || begins || store.open !== primacy!.epoch || isWanted;
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

/** A standby has answered; what nobody waits for is no answer. One that is listed may say that it wants to be the home. */
export function answered(world: World, at: number, order: Order, verdict: Verdict): void {
  const deputy = world.deputies.find(({ id }) => id === order.deputy);
  const replica = deputy?.replicas.find(({ node, isAsked }) => node === at && isAsked);
  if (!deputy || !replica) return;
  replica.isAsked = false;
  if (verdict === 'fenced') end(world, deputy);
  else if (verdict === 'refused') replica.isLeaving = true;
  else {
    Object.assign(replica, { begins: false, has: Math.max(replica.has, order.entries.length) });
    if (world.nodes[at]!.wants && replica.isListed)
      deputy.handing ??= { to: at, from: deputy.journal.length };
  }
}

/** All that it has begun is with its standbys. */
export const mayResign = ({ handing, asked, replicas }: Deputy): boolean =>
  handing !== null &&
  asked === null &&
  replicas.every(({ isMember, has }) => !isMember || has >= handing.from);

export function resign(world: World, deputy: Deputy): void {
  const lease = granted(world);
  world.orphans.push(lease);
  const besides = [{ put: TASK_KEYS.next, value: String(deputy.handing!.to), lease }];
  ask(deputy, deputy.primacy!.current.replicas, { about: null, besides, isAlive: false });
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
  const replicas = replica.isLeaving ? others : [...others, replica.node];
  ask(deputy, replicas, { about: replica.node, besides: [], isAlive: true });
  if (size.without === 'conditions') deputy.asked!.transaction.when = [];
}

/** Its lease has run out, and it has heard of that: it says anew that it is the primary. */
export function renew(world: World, deputy: Deputy, size: Size): void {
  leased(world, deputy);
  const listed = deputy.replicas.filter(({ isListed }) => isListed).map(({ node }) => node);
  ask(deputy, listed, { about: null, besides: [], isAlive: true });
  if (size.without === 'conditions') deputy.asked!.transaction.when = [];
}

type What = Pick<Asked, 'about' | 'besides' | 'isAlive'>;

function ask(deputy: Deputy, replicas: readonly number[], what: What): void {
  const before = deputy.primacy!;
  const wanted = configuredAs(before.epoch, deputy.node, replicas, `${deputy.id}.${deputy.changes}`);
  deputy.changes++;
  deputy.primacy = { ...before, unsure: [...before.unsure, wanted] };
  deputy.asked = { ...what, wanted, transaction: changingOf(deputy, { ...what, wanted }), answer: null };
}

const changingOf = (
  { primacy, lease }: Deputy,
  { wanted, besides, isAlive }: Pick<Asked, 'wanted' | 'besides' | 'isAlive'>,
): Transaction => changing(TASK_KEYS, primacy!, wanted, isAlive ? lease : null, besides);

/** It gets another lease. */
function leased(world: World, deputy: Deputy): void {
  deputy.lease = granted(world);
}

function granted(world: World): string {
  world.counted++;
  const lease = String(world.counted);
  world.etcd.leases.push(lease);
  return lease;
}
