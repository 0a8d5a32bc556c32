/**
 * Worlds that go on alike have one text (docs/design/protocol-check.md says why each step may be taken): what nobody will see any more is left
 * out, numbers become their ranks, and of the nodes' names those are taken that give the first text.
 */
import { type Etcd, holds, viewOf } from './etcd.ts';
import { renamed } from './renamed.ts';
import type { Deputy, Node, Order, Without, World } from './world.ts';

const same = <Name>(name: Name): Name => name;

export function textOf(world: World, without: Without | null = null): string {
  const rest = withoutUnseen(world, without);
  const ranks = ranksIn(rest);
  let least: string | null = null;
  for (const order of ordersOf(rest)) {
    const names = new Map(order.map((id, index) => [id, index + 1]));
    const text = JSON.stringify(named(rest, ranks, names));
    if (least === null || text < least) least = text;
  }
  return least!;
}

/** What is asked of etcd, sent and said and can change nothing any more. */
function withoutUnseen(world: World, without: Without | null): World {
  const { etcd, deputies, server } = world;
  const lives = (id: number): boolean => deputies.some((one) => one.id === id);
  const late = world.late.filter(({ when }) => when.every((one) => holds(etcd, one) || mayHold(one)));
  const mayBeNamed = (lease: string): boolean =>
    Object.values(etcd.keys).some((one) => one.lease === lease) ||
    late.some(({ make }) => make.some((one) => 'put' in one && one.lease === lease)) ||
    deputies.some(({ asked }) => asked?.transaction.make.some((one) => 'put' in one && one.lease === lease));
  const orphans = world.orphans.filter((lease) => etcd.leases.includes(lease) && mayBeNamed(lease));
  const leases = etcd.leases.filter(
    (lease) => orphans.includes(lease) || deputies.some((one) => one.lease === lease),
  );
  return {
    ...world,
    etcd: { ...etcd, leases },
    late,
    // An epoch does not come again. Who does not ask for that may bury anybody.
    dead: world.dead.filter(
      (epoch) => without === 'bury-epoch' || viewOf(etcd).configuration?.epoch === epoch,
    ),
    orphans,
    requests: world.requests.filter(({ deputy, epoch }) => lives(deputy) || epoch >= server.fence),
    nodes: Object.fromEntries(
      Object.entries(world.nodes).map(([id, node]): [string, Node] => [
        id,
        { ...node, orders: node.orders.filter((one) => lives(one.deputy) || !isInVain(etcd, node, one)) },
      ]),
    ),
  };
}

/** Revisions do not come again. That a key is not there may. */
const mayHold = (one: Parameters<typeof holds>[1]): boolean =>
  'created' in one ? one.created === 0 : one.modified === 0;

/** Of a deputy that is no more, and was not known there before it was followed: etcd will not say that it may. */
function isInVain(etcd: Etcd, { home, confirmed }: Node, { deputy, from, epoch }: Order): boolean {
  if (home?.node === from && home.epoch === epoch) return false;
  return viewOf(etcd).epoch !== epoch && !confirmed.some((one) => one.deputy === deputy);
}

/** Of revisions only the order counts. */
function ranksIn(world: World): Map<number, number> {
  const all = new Set<number>();
  const revision = (one: number): number => {
    all.add(one);
    return one;
  };
  renamed(world, { node: same, id: same, change: same, revision });
  return new Map([...all].sort((a, b) => a - b).map((one, index) => [one, index + 1]));
}

/**
 * The next revision is higher than all, and so is the epoch of who looks at etcd now (`nextEpoch`). Who has looked since the last change has
 * that epoch already: it is as high as the next revision, and stays so.
 */
function lastOf({ etcd }: World, ranks: Map<number, number>): number {
  return ranks.has(etcd.revision + 1) ? ranks.size - 1 : ranks.size;
}

/** Of deputies and leases only which is which counts, and of configurations whose they are: in the order in which they appear. */
function named(world: World, ranks: Map<number, number>, nodes: Map<number, number>): World {
  const ids = new Map<number, number>();
  const changes = new Map<string, string>();
  const counts = new Map<number, number>();
  const id = (one: number): number => {
    if (!ids.has(one)) ids.set(one, ids.size + 1);
    return ids.get(one)!;
  };
  const change = (name: string): string => {
    if (!changes.has(name)) {
      const whose = id(Number(name.split('.')[0]));
      const count = counts.get(whose) ?? 0;
      counts.set(whose, count + 1);
      changes.set(name, `${whose}.${count}`);
    }
    return changes.get(name)!;
  };
  const deputies = [...world.deputies].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const after = renamed(
    { ...world, deputies },
    { id, change, node: (one) => nodes.get(one)!, revision: (one) => ranks.get(one)! },
  );
  const byId = (all: { deputy: number }[]): void => void all.sort((a, b) => a.deputy - b.deputy);
  byId(after.requests);
  for (const { orders, confirmed } of Object.values(after.nodes)) {
    byId(orders);
    byId(confirmed);
  }
  for (const deputy of after.deputies) deputy.changes = counts.get(deputy.id) ?? 0;
  after.etcd.revision = lastOf(world, ranks);
  after.counted = ids.size;
  return after;
}

/** What tells a deputy from another, whatever names are given. */
const keyOf = ({ primacy, asked, phase, isStopped, done, journal }: Deputy): string =>
  JSON.stringify([primacy?.epoch ?? 0, phase, isStopped, done, journal.length, asked?.answer]);

/** Orders of the nodes: as what tells them apart whatever they are called says, and where nothing does all there are. */
function ordersOf(world: World): number[][] {
  const marks = Object.keys(world.nodes).map((id): [string, number] => [
    markOf(world, Number(id)),
    Number(id),
  ]);
  marks.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  let orders: number[][] = [[]];
  for (let at = 0; at < marks.length; ) {
    const group = marks.filter(([mark]) => mark === marks[at]![0]).map(([, id]) => id);
    orders = orders.flatMap((order) => permuted(group).map((more) => [...order, ...more]));
    at += group.length;
  }
  return orders;
}

function markOf({ nodes, deputies, etcd }: World, id: number): string {
  const { isAlive, store, home, orders, confirmed, wants } = nodes[id]!;
  const { configuration, next } = viewOf(etcd);
  const own = deputies
    .filter(({ node }) => node === id)
    .map(({ primacy, phase, isStopped, done }) => JSON.stringify([primacy?.epoch, phase, isStopped, done]))
    .sort();
  const others = deputies
    .flatMap(({ replicas, primacy }) =>
      replicas.filter(({ node }) => node === id).map(({ node: _, ...one }) => [primacy?.epoch, one]),
    )
    .map((one) => JSON.stringify(one))
    .sort();
  const role = [configuration?.primary === id, configuration?.replicas.includes(id), next === id];
  const sent = [home?.epoch, orders.length, confirmed.length];
  return JSON.stringify([isAlive, store, wants, role, sent, own, others]);
}

const permuted = (ids: readonly number[]): number[][] =>
  ids.length < 2
    ? [[...ids]]
    : ids.flatMap((id) => permuted(ids.filter((one) => one !== id)).map((rest) => [id, ...rest]));
