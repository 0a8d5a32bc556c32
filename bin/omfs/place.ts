import { basename, resolve } from 'node:path';
import type { AgentClient } from '../../agent/control/client.ts';
import { findAgent } from '../../agent/control/monitor.ts';
import { LocalTree } from '../../agent/mfs/local-tree.ts';
import type { FileTree } from '../../agent/mfs/tree.ts';
import { placesOf } from '../../agent/places.ts';
import type { StatResult } from '../../protocol/syscalls.ts';

/** A file somewhere in the cluster, or on this machine. */
export interface Place {
  tree: FileTree;
  path: string;
  /** As the user has written it. */
  shown: string;
}

const local = new LocalTree();
let client: AgentClient | null = null;
let cluster: Promise<FileTree> | null = null;

/** The user's own agent, or else that of node 1 of the newest private cluster. @throws OmosixError ENOAGENT */
const connected = (): Promise<AgentClient> => findAgent(placesOf(process.env), null);

/** The same, for questions about the cluster. */
export async function agent(): Promise<AgentClient> {
  client ??= await connected();
  return client;
}

/** `/mfs/…` and `/proc/hpc/…` are the cluster's, all else this machine's. */
export async function placeOf(shown: string): Promise<Place> {
  if (!/^\/+(mfs|proc\/+hpc)(\/|$)/.test(shown))
    return { tree: local, path: resolve(shown) + slashOf(shown), shown };
  cluster ??= connected().then((one) => one.files());
  return { tree: await cluster, path: shown, shown };
}

/** What a trailing slash asks for is lost by `resolve`. */
const slashOf = (path: string): string => (/[^/]\/+$/.test(path) ? '/' : '');

export function inside({ tree, path, shown }: Place, name: string): Place {
  const join = (directory: string): string => (directory.endsWith('/') ? directory : `${directory}/`) + name;
  return { tree, path: join(path), shown: join(shown) };
}

/** As `basename`; of `/mfs/2` and `.` what they are called. */
export const nameOfPlace = ({ path }: Place): string => basename(path);

export const isCluster = (place: Place): boolean => place.tree !== local;

const KIND = 0o170000;
export const kindOf = ({ mode }: StatResult): number => Number(mode) & KIND;
export const Kind = {
  FIFO: 0o010000,
  CHARACTER: 0o020000,
  DIRECTORY: 0o040000,
  BLOCK: 0o060000,
  FILE: 0o100000,
  LINK: 0o120000,
  SOCKET: 0o140000,
} as const;
export const isDirectory = (stat: StatResult): boolean => kindOf(stat) === Kind.DIRECTORY;
export const sizeOf = ({ size }: StatResult): number => Number(size);

/** Null where nothing is there. */
export async function statIfThere(place: Place, follow = true): Promise<StatResult | null> {
  try {
    return await place.tree[follow ? 'stat' : 'lstat'](place.path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
