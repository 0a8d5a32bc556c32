/** A task with `--ha` in a small cluster, as plain data: its deputies, what its standbys have, etcd, and a server of files. */
import { becoming, type Primacy } from '../../../agent/ha/claims/changes.ts';
import type { Transacted, Transaction } from '../../../agent/ha/etcd/stored.ts';
import type { HaConfiguration } from '../../../protocol/ha.ts';
import { configuredAs, type Etcd, TASK_KEYS } from './etcd.ts';

/** A call of the task, as the deputy with that epoch has written it down: what another deputy makes of it may be something else. */
export type Entry = number;

/** What a node keeps for deputies elsewhere, as agent/ha/standby-store.ts. */
export interface Store {
  copy: Entry[] | null;
  /** Epoch of the copy's deputy, or of one that has begun to send all anew; it lives with the copy. */
  fence: number;
  /** Whose pieces are taken; it lives with the agent. */
  open: number | null;
  /** The last deputy of this machine that has taken its copy away; as long as the agent lives. */
  taken: number;
}

/** Pieces of a journal, up to all of these entries. */
export interface Order {
  deputy: number;
  from: number;
  epoch: number;
  begins: boolean;
  entries: Entry[];
}

export interface Node {
  isAlive: boolean;
  store: Store;
  /** Whom etcd has confirmed to be the deputy. */
  home: { node: number; epoch: number } | null;
  /** On their way here; and those of which etcd has just said that they may be taken. */
  orders: Order[];
  confirmed: Order[];
}

export interface Replica {
  node: number;
  /** Nothing is done that it has not got. */
  isMember: boolean;
  /** It is in the configuration. */
  isListed: boolean;
  begins: boolean;
  /** So many entries it has for sure; -1: nothing. */
  has: number;
  isAsked: boolean;
  /** It does not answer, or not as it should. */
  isLeaving: boolean;
}

/** A change that etcd was asked for. */
export interface Asked {
  transaction: Transaction;
  wanted: HaConfiguration;
  /** Of this standby: it comes, or it leaves; null: to become the primary. */
  about: number | null;
  answer: Transacted | 'leaseless' | null;
}

export interface Deputy {
  /** Deputies are counted. */
  id: number;
  node: number;
  lease: string;
  isStopped: boolean;
  /** `asking`: to become the primary; `taking`: it is, and gets what its node has. */
  phase: 'asking' | 'taking' | 'running';
  asked: Asked | null;
  primacy: Primacy | null;
  /** So many changes it has named. */
  changes: number;
  journal: Entry[];
  done: number;
  /** The call that a server is asked for. */
  doing: boolean;
  replicas: Replica[];
}

/** On its way to a server of files. */
export interface Request {
  deputy: number;
  epoch: number;
  call: number;
  entry: Entry;
}

export interface World {
  etcd: Etcd;
  nodes: Record<number, Node>;
  deputies: Deputy[];
  /** Processes that there were. */
  counted: number;
  server: { fence: number; seen: Entry[] };
  requests: Request[];
  /** Copies of changes that etcd may still get. */
  late: Transaction[];
  /** Leases of processes that are no more. */
  orphans: string[];
  left: { faults: number };
}

export interface Size {
  nodes: number;
  /** So many are wanted; and so many there are at first. */
  standbys: number;
  listed: number;
  faults: number;
  calls: number;
  /** What is left out, to see that it is needed. */
  without: Without | null;
}

export const WITHOUT = [
  'fence',
  'standby-fence',
  'taken-fence',
  'waiting',
  'waiting-for-new',
  'conditions',
] as const;
export type Without = (typeof WITHOUT)[number];

export const newReplica = (node: number, isMember: boolean): Replica => ({
  node,
  isMember,
  isListed: isMember,
  begins: true,
  has: -1,
  isAsked: false,
  isLeaving: false,
});

/** It runs on node 1, and its standbys have all that there is: nothing yet. */
export function firstWorld({ nodes, listed, faults }: Size): World {
  const ids = Array.from({ length: nodes }, (_, index) => index + 1);
  const members = ids.slice(1, listed + 1);
  const configuration = configuredAs(1, 1, members, 'first');
  const lease = '1';
  const key = { created: 1, modified: 1 };
  const isStandby = (id: number): boolean => members.includes(id);
  return {
    etcd: {
      revision: 1,
      keys: {
        [TASK_KEYS.tasks]: { value: JSON.stringify(configuration), lease: '0', ...key },
        [TASK_KEYS.alive]: { value: configuration.change, lease, ...key },
      },
      leases: [lease],
    },
    nodes: Object.fromEntries(
      ids.map((id): [number, Node] => [
        id,
        {
          isAlive: true,
          store: isStandby(id)
            ? { copy: [], fence: 1, open: 1, taken: 0 }
            : { copy: null, fence: 0, open: null, taken: 0 },
          home: isStandby(id) ? { node: 1, epoch: 1 } : null,
          orders: [],
          confirmed: [],
        },
      ]),
    ),
    deputies: [
      {
        id: 1,
        node: 1,
        lease,
        isStopped: false,
        phase: 'running',
        asked: null,
        primacy: becoming(1, configuration),
        changes: 0,
        journal: [],
        done: 0,
        doing: false,
        replicas: members.map((node) => ({ ...newReplica(node, true), begins: false, has: 0 })),
      },
    ],
    counted: 1,
    server: { fence: 0, seen: [] },
    requests: [],
    late: [],
    orphans: [],
    left: { faults },
  };
}
