/** A task with `--ha` in a small cluster, as plain data: its deputies, what its standbys have, etcd, and a server of files. */
import { becoming, type Primacy } from '../../../agent/ha/claims/changes.ts';
import type { Change, Transaction } from '../../../agent/ha/etcd/stored.ts';
import type { HaConfiguration } from '../../../protocol/ha.ts';
import { type Answer, configuredAs, type Etcd, TASK_KEYS } from './etcd.ts';

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
  /** On their way here; and those of which etcd has just said that they may be taken. Those of one deputy keep their order. */
  orders: Order[];
  confirmed: Order[];
  /** Its user wants it to be the task's home. */
  wants: boolean;
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
  /** Of this standby: it comes, or it leaves; null: to become the primary, or to be it no more. */
  about: number | null;
  besides: readonly Change[];
  /** With a lease of its process; else it goes. */
  isAlive: boolean;
  answer: Answer | null;
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
  /** It hands the task over to that node: calls from this one on it does not begin. */
  handing: { to: number; from: number } | null;
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
  /** Changes that etcd may still get, or not. */
  late: Transaction[];
  /** Epochs of deputies that their agents have found dead. */
  dead: number[];
  /** Leases that nobody keeps alive. */
  orphans: string[];
  left: { faults: number; failbacks: number };
}

export interface Size {
  nodes: number;
  /** So many are wanted; and so many there are at first. */
  standbys: number;
  listed: number;
  faults: number;
  calls: number;
  /** So many times a user may want a standby to be the home. */
  failbacks: number;
  /** What is left out, to see that it is needed. */
  without: Without | null;
  /** Worlds that go on alike are walked each, to see that it makes no difference. */
  isWhole?: boolean;
}

export const WITHOUT = [
  'fence',
  'standby-fence',
  'taken-fence',
  'waiting',
  'waiting-for-new',
  'conditions',
  'bury-epoch',
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
export function firstWorld({ nodes, listed, faults, failbacks }: Size): World {
  const ids = Array.from({ length: nodes }, (_, index) => index + 1);
  const members = ids.slice(1, listed + 1);
  const configuration = configuredAs(1, 1, members, '1.0');
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
          wants: false,
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
        changes: 1,
        journal: [],
        done: 0,
        doing: false,
        replicas: members.map((node) => ({ ...newReplica(node, true), begins: false, has: 0 })),
        handing: null,
      },
    ],
    counted: 1,
    server: { fence: 0, seen: [] },
    requests: [],
    late: [],
    dead: [],
    orphans: [],
    left: { faults, failbacks },
  };
}
