/** What a standby's agent does with what deputies send, as agent/ha/standbys.ts and agent/ha/standby-store.ts. */
import { viewOf } from './etcd.ts';
import type { Entry, Node, Order, Size, World } from './world.ts';

export type Verdict = 'done' | 'fenced' | 'refused';

/** Whoever is not known to be the deputy is asked about at etcd; the answer takes its time. */
export function arrive(world: World, at: number, which: number, size: Size): [Order, Verdict] | null {
  const node = world.nodes[at]!;
  const order = node.orders.splice(which, 1)[0]!;
  const { from, epoch } = order;
  if (node.home?.node === from && node.home.epoch === epoch) return [order, put(node, order, size)];
  const { configuration, epoch: now } = viewOf(world.etcd);
  if (configuration !== null && configuration.epoch > epoch) return [order, 'fenced'];
  if (configuration?.primary !== from || now !== epoch) return [order, 'refused'];
  node.confirmed.push(order);
  return null;
}

export function confirmed(world: World, at: number, which: number, size: Size): [Order, Verdict] {
  const node = world.nodes[at]!;
  const order = node.confirmed.splice(which, 1)[0]!;
  node.home = { node: order.from, epoch: order.epoch };
  return [order, put(node, order, size)];
}

function put({ store }: Node, { epoch, begins, entries }: Order, { without }: Size): Verdict {
  if (begins) {
    const known = store.open ?? store.fence;
    if (without !== 'standby-fence' && known > epoch) return 'fenced';
    if (without !== 'taken-fence' && store.taken > epoch) return 'fenced';
    store.open = epoch;
    if (store.copy !== null) store.fence = epoch;
  }
  if (store.open === null) return 'refused';
  if (store.open !== epoch) return 'fenced';
  store.copy = entries;
  store.fence = epoch;
  return 'done';
}

/** A deputy of this machine has become the primary: it takes away what is here. */
export function take(node: Node, epoch: number, { without }: Size): Entry[] | null {
  const { store } = node;
  const { copy } = store;
  node.wants = false;
  if (without !== 'standby-fence') Object.assign(store, { open: null, taken: epoch });
  Object.assign(store, { copy: null, fence: 0 });
  return copy;
}

/** Its agent is there again: it has what is on its disk. */
export function restart(node: Node): void {
  Object.assign(node.store, { open: null, taken: 0 });
  Object.assign(node, { home: null, orders: [], confirmed: [], wants: false });
}
