/** The same world with other names: which names there are, and each in its place. */
import type { Change, Condition, Transaction } from '../../../agent/ha/etcd/stored.ts';
import type { HaConfiguration } from '../../../protocol/ha.ts';
import { type Answer, type Etcd, TASK_KEYS } from './etcd.ts';
import type { Asked, Deputy, Node, Order, World } from './world.ts';

/** What each of those names becomes. What is 0 stays: it stands for nothing. */
export interface Naming {
  node(id: number): number;
  /** Of a deputy; its lease is called as it is. */
  id(id: number): number;
  /** Of etcd's revisions, which are epochs, too. */
  revision(revision: number): number;
  /** Of a configuration: `ID.COUNT`, so many of that deputy. */
  change(name: string): string;
}

/** All of that world goes through `naming`, always in the same order; what is a set is put in order. */
export function renamed(world: World, naming: Naming): World {
  const { id, change } = naming;
  const node = (one: number): number => (one === 0 ? 0 : naming.node(one));
  const revision = (one: number): number => (one === 0 ? 0 : naming.revision(one));
  const lease = (one: string): string => (one === '0' ? one : String(id(Number(one))));
  const configuration = (one: HaConfiguration): HaConfiguration => ({
    ...one,
    epoch: revision(one.epoch),
    primary: node(one.primary),
    replicas: one.replicas.map(node).sort((a, b) => a - b),
    change: change(one.change),
  });
  const value = (key: string, one: string): string => {
    if (key === TASK_KEYS.tasks) return JSON.stringify(configuration(JSON.parse(one) as HaConfiguration));
    if (key === TASK_KEYS.next) return String(node(Number(one)));
    // That there is one is all that is asked.
    return '';
  };
  const made = (one: Change): Change => {
    if ('remove' in one) return one;
    const { put } = one;
    return { put, value: value(put, one.value), ...(one.lease && { lease: lease(one.lease) }) };
  };
  const condition = (one: Condition): Condition =>
    'created' in one
      ? { key: one.key, created: revision(one.created) }
      : { key: one.key, modified: revision(one.modified) };
  const transaction = ({ when, make, read }: Transaction): Transaction => ({
    when: when.map(condition),
    make: make.map(made),
    read,
  });
  // Asked is for when the configuration was put last, and when the primary began.
  const stamps = (key: string, { created, modified }: { created: number; modified: number }) => ({
    created: key === TASK_KEYS.alive ? revision(created) : 1,
    modified: key === TASK_KEYS.tasks ? revision(modified) : 1,
  });
  const answer = (one: Answer): Answer => {
    if (one === 'leaseless') return one;
    if (one.made) return { made: true, revision: revision(one.revision) };
    const found = one.found.map(({ key, ...rest }) => ({
      key,
      value: value(key, rest.value),
      lease: '0',
      ...stamps(key, rest),
    }));
    return { made: false, found };
  };
  const asked = (one: Asked): Asked => ({
    transaction: transaction(one.transaction),
    wanted: configuration(one.wanted),
    about: one.about === null ? null : node(one.about),
    besides: one.besides.map(made),
    isAlive: one.isAlive,
    answer: one.answer && answer(one.answer),
  });
  const entries = (all: readonly number[]): number[] => all.map(revision);
  const order = (one: Order): Order => ({
    deputy: id(one.deputy),
    from: node(one.from),
    epoch: revision(one.epoch),
    begins: one.begins,
    entries: entries(one.entries),
  });
  const deputy = (one: Deputy): Deputy => ({
    ...one,
    id: id(one.id),
    node: node(one.node),
    lease: lease(one.lease),
    asked: one.asked && asked(one.asked),
    primacy: one.primacy && {
      epoch: revision(one.primacy.epoch),
      alive: revision(one.primacy.alive),
      revision: revision(one.primacy.revision),
      current: configuration(one.primacy.current),
      unsure: one.primacy.unsure.map(configuration),
    },
    journal: entries(one.journal),
    replicas: one.replicas
      .map((replica) => ({ ...replica, node: node(replica.node) }))
      .sort((a, b) => a.node - b.node),
    handing: one.handing && { ...one.handing, to: node(one.handing.to) },
  });
  const kept = ({ isAlive, store, home, orders, confirmed, wants }: Node): Node => ({
    isAlive,
    store: {
      copy: store.copy && entries(store.copy),
      fence: revision(store.fence),
      open: store.open === null ? null : revision(store.open),
      taken: revision(store.taken),
    },
    home: home && { node: node(home.node), epoch: revision(home.epoch) },
    orders: orders.map(order),
    confirmed: confirmed.map(order),
    wants,
  });
  const etcd = ({ revision: last, keys, leases }: Etcd): Etcd => ({
    revision: last,
    keys: Object.fromEntries(
      Object.entries(keys)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, one]): [string, Etcd['keys'][string]] => [
          key,
          {
            value: value(key, one.value),
            lease: lease(one.lease),
            ...stamps(key, one),
          },
        ]),
    ),
    leases: leases.map(lease).sort(),
  });
  const byText = <Item>(items: Item[]): Item[] =>
    items
      .map((item): [string, Item] => [JSON.stringify(item), item])
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, item]) => item);
  return {
    deputies: world.deputies.map(deputy),
    etcd: etcd(world.etcd),
    nodes: Object.fromEntries(
      Object.entries(world.nodes).map(([at, one]): [string, Node] => [String(node(Number(at))), kept(one)]),
    ),
    counted: world.counted,
    server: { fence: revision(world.server.fence), seen: entries(world.server.seen) },
    requests: world.requests.map((one) => ({
      ...one,
      deputy: id(one.deputy),
      epoch: revision(one.epoch),
      entry: revision(one.entry),
    })),
    late: byText(world.late.map(transaction)),
    dead: world.dead.map(revision).sort((a, b) => a - b),
    orphans: world.orphans.map(lease).sort(),
    left: world.left,
  };
}
