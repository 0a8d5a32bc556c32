/** A key with its value in etcd. `lease`: of whom it is bound to, '0': nobody. Revisions count all changes of the whole store. */
export interface Stored {
  key: string;
  value: Uint8Array;
  lease: string;
  created: number;
  modified: number;
}

/** What must hold of a key: `created` and `modified` are 0 of a key that is not there. */
export type Condition = { key: string } & ({ created: number } | { modified: number });

export type Change = { put: string; value: string; lease?: string } | { remove: string };

/** If all conditions hold the changes are made, at once; else nothing but these keys are read. */
export interface Transaction {
  when: readonly Condition[];
  make: readonly Change[];
  read: readonly string[];
}

export type Transacted =
  | { made: true; revision: number }
  | { made: false; revision: number; found: Stored[] };

/** One change of one key, as a watcher hears it. */
export type Heard = { revision: number } & ({ put: Stored } | { removed: string });
