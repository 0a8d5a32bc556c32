import { lstatSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { OmosixError } from '../protocol/errors.ts';

/** Where an agent and its commands keep things (decision 19). `OMOSIX_HOME` moves all of them together. */
export interface Places {
  /** Node key, speed calibration, log. */
  state: string;
  config: string;
  /** Compiled programs: may be deleted at any time. */
  cache: string;
  /** Sockets and private clusters; gone after a reboot. */
  runtime: string;
}

/** What lies in an OMOSIX_HOME: state, config, cache, run. */
export const partsOf = (home: string): [string, string, string, string] => [
  join(home, 'state'),
  join(home, 'config'),
  join(home, 'cache'),
  join(home, 'run'),
];

export function placesOf(env: NodeJS.ProcessEnv): Places {
  const home = env.OMOSIX_HOME;
  if (home) {
    const [state, config, cache, runtime] = partsOf(home);
    return { state, config, cache, runtime };
  }
  // The XDG specification says that relative paths are to be ignored.
  const xdg = (name: string, otherwise: string): string =>
    join(env[name]?.startsWith('/') ? env[name] : join(homedir(), otherwise), 'omosix');
  return {
    state: xdg('XDG_STATE_HOME', '.local/state'),
    config: xdg('XDG_CONFIG_HOME', '.config'),
    cache: xdg('XDG_CACHE_HOME', '.cache'),
    runtime: env.XDG_RUNTIME_DIR?.startsWith('/')
      ? join(env.XDG_RUNTIME_DIR, 'omosix')
      : `/tmp/omosix-${process.getuid?.() ?? 0}`,
  };
}

/** The agent's control socket. A private cluster's node N has its OMOSIX_HOME at `<runtime>/cluster-XXXXXX/N`. */
export const controlSocketOf = (places: Places): string => join(places.runtime, 'agent.sock');

export const CLUSTER_PREFIX = 'cluster-';

/**
 * The control socket's directory must be ours alone: below /tmp somebody else could have made one of that name, and
 * would be given our programs and our environment.
 * @throws OmosixError EREFUSED; nothing where it does not exist
 */
export function assertPrivate(directory: string): void {
  const stat = lstatSync(directory, { throwIfNoEntry: false });
  if (!stat) return;
  const isOwn = process.getuid === undefined || stat.uid === process.getuid();
  if (!stat.isDirectory() || !isOwn || (stat.mode & 0o077) !== 0) {
    throw new OmosixError(
      'EREFUSED',
      `${directory} is not a directory of this user alone: nothing there is trusted`,
    );
  }
}

/** Makes a directory that only its owner can enter. */
export function privateDirectory(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}
