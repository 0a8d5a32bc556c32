import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Named in full: the processes it starts get no PATH. */
const UNSHARE = ['/usr/bin/unshare', '/bin/unshare'].find((path) => existsSync(path));

/** Ways to start a program without a network, best first: with the privilege for it, or in a user namespace. */
const WAYS = [['--net'], ['--map-root-user', '--net']];

let found: Promise<string[]> | undefined;

/** What to put before a command so that it has no network; empty where this machine has no way. Tried once. */
export function networkless(): Promise<string[]> {
  found ??= firstThatWorks();
  return found;
}

async function firstThatWorks(): Promise<string[]> {
  if (process.platform !== 'linux' || UNSHARE === undefined) return [];
  for (const way of WAYS) {
    const works = await new Promise<boolean>((resolve) => {
      execFile(UNSHARE, [...way, '/bin/true'], { timeout: 2000 }, (error) => resolve(error === null));
    });
    if (works) return [UNSHARE, ...way];
  }
  return [];
}
