import { spawnSync } from 'node:child_process';
import type { SimRandom } from '../../../sim/random.ts';
import type { ChaosNode } from '../chaos-node.ts';
import type { Five } from '../five.ts';
import type { Journal } from '../journal.ts';
import type { Load } from '../load.ts';

/** Where and when it goes wrong. */
export interface Site {
  five: Five;
  node: ChaosNode;
  load: Load;
  journal: Journal;
  random: SimRandom;
}

export interface Injected {
  /** In words. */
  what: string;
  /** Where it lasts: what ends it. */
  heal?: () => Promise<void> | void;
}

/** Something that goes wrong, one a file. */
export interface Fault {
  /** Why it cannot be made here; null where it can. */
  missing: () => string | null;
  /** Makes it. @returns null where there was nothing to which it could be done */
  inject: (site: Site) => Promise<Injected | null> | Injected | null;
}

export const always = (): null => null;

export const needs =
  (tool: string, ...args: string[]) =>
  (): string | null =>
    spawnSync(tool, args).status === 0 ? null : `${tool} is missing`;
